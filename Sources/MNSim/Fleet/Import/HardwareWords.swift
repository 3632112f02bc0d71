import MNCore

/// Words that name hardware wherever they stand, and nobody.
///
/// A host may be called `gpu` or `nvidia-01`, and somebody Max: that takes no word from the name of a card.
enum HardwareWords {
    /// In names of GPUs: what the table of sizes has, and what makers put around it.
    static let gpus = folded(GPUSizes.byName.keys.sorted() + [gpuWords])
    /// In names of machines: makers and what they sell, and of cards what has a number.
    static let machines = folded([machineWords]).union(
        gpus.filter { word in word.contains(where: \.isASCIIDigit) })
    static let all = gpus.union(machines)

    private static func folded(_ texts: [String]) -> Set<[UInt8]> {
        var words: Set<[UInt8]> = []
        for text in texts {
            for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
                let text = FoldedText(String(word))
                words.insert(text.bytes)
                // Of `rtx4090` the parts too.
                var start = 0
                for end in 1...text.bytes.count where text.isBound(end, word: false) {
                    if end - start > 1 { words.insert(Array(text.bytes[start..<end])) }
                    start = end
                }
            }
        }
        return words
    }

    private static let gpuWords = """
        nvidia geforce quadro tesla titan tegra jetson orin xavier thor nano grid rtx gtx gt mx ti
        super max q design laptop desktop mobile notebook generation gen ada ampere hopper blackwell
        turing volta pascal maxwell kepler edition founders workstation server corporation inc
        amd ati radeon instinct firepro pro vega navi rx xt xtx hd fury vii wx advanced micro devices
        apple silicon m1 m2 m3 m4 m5 ultra qualcomm adreno snapdragon elite plus x1 x2
        gpu gpus vgpu mig graphics graphic card cards video display adapter controller device vga
        compatible 3d accelerator driver series family model version rev chip chipset core cores
        tensor sxm sxm2 sxm3 sxm4 sxm5 pcie pci nvl nvlink hbm hbm2 hbm2e hbm3 hbm3e gddr5 gddr6 oem
        gb mb gib mib ram vram memory cuda gi ci me microsoft windows linux wddm r tm
        msi asus asustek gigabyte evga zotac palit pny gainward inno3d galax colorful sapphire xfx
        powercolor asrock dell hp lenovo intel
        """

    private static let machineWords = """
        apple macbook mac macs mini studio imac macpro pro air max ultra plus
        dell latitude precision optiplex vostro inspiron xps alienware poweredge wyse
        hp hpe hewlett packard compaq elitebook probook zbook elitedesk prodesk eliteone proone
        pavilion envy omen spectre victus omnibook proliant synergy moonshot apollo
        lenovo thinkpad thinkcentre thinkstation thinkbook thinkserver thinksystem ideapad yoga
        legion loq ideacentre carbon
        acer aspire swift predator nitro travelmate veriton asus asustek zenbook vivobook expertbook
        rog tuf strix zephyrus proart nuc msi katana raider creator
        microsoft surface book laptop go hub duo samsung galaxy toshiba dynabook tecra portege
        satellite fujitsu siemens lifebook esprimo celsius primergy sony vaio lg gram razer blade
        gigabyte aorus aero asrock supermicro superserver panasonic toughbook framework system76
        tuxedo medion huawei matebook honor xiaomi google chromebook pixelbook chromebox ibm oracle
        cisco ucs inspur sugon quanta wiwynn tyan nvidia dgx hgx egx igx jetson orin nano xavier thor
        spark intel amd ryzen xeon epyc threadripper athlon core celeron pentium snapdragon qualcomm
        raspberry pi compute module rock radxa
        vmware virtualbox qemu kvm xen bochs innotek parallels nutanix proxmox openstack amazon ec2
        aws azure virtual machine platform standard vm guest hyper hvm domu instance cloud gce engine
        computer pc notebook desktop tower workstation server rack node gaming mobile tablet ultrabook
        convertible small medium large xlarge micro form factor sff usff mff dm sff aio all in one
        generation gen edition series model version rev inch touch dual g1 g2 g3 g4 g5 g6 g7 g8 g9 g10
        linux windows macos gpu gpus cuda nvme ssd i3 i5 i7 i9
        """
}
