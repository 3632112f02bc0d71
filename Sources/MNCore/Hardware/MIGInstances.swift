/// The instances of an NVIDIA GPU in MIG mode, from `nvidia-smi -q -x`.
///
/// `memory.total` of such a GPU is still the whole board; a program sees one instance.
enum MIGInstances {
    static func argv(_ program: String) -> [String] { [program, "-q", "-x"] }

    /// The memory of the largest instance of the GPU at an address; nil if none was made.
    static func largest(
        _ program: String, address: String?, _ inquiry: Inquiry
    ) async -> Fact<ByteCount?> {
        let argv = argv(program)
        let access = Access.command(argv)
        let result: CommandResult
        switch await inquiry.command(argv) {
        case .absent: return .unknown([Gap(access, .absent)])
        case .gap(let gap): return .unknown([gap])
        case .known(let ended): result = ended
        }
        // 14 warns of a corrupted infoROM, behind the XML.
        guard [.exited(0), .exited(14)].contains(result.ending), !result.isTruncated else {
            return .unknown([Gap(access, .failed(result.summary))])
        }
        let log: XMLElement
        do throws(XMLFault) {
            log = try XMLReader.read(result.standardOutput, limit: CommandResult.outputLimit)
        } catch {
            return .unknown([Gap(access, .unreadable("\(error)"))])
        }
        guard log.name == "nvidia_smi_log" else {
            return .unknown([Gap(access, .unreadable("not nvidia-smi's XML"))])
        }
        var best: (size: ByteCount, evidence: Evidence)?
        let boards = log.all("gpu").filter { matches($0.attributes["id"], address) }
        if boards.isEmpty {
            return .unknown([Gap(access, .unreadable("it does not list the GPU"))])
        }
        for gpu in boards {
            for device in gpu["mig_devices"]?.all("mig_device") ?? [] {
                // Compute instances of one GPU instance share its memory; none is counted twice,
                // since sizes are compared and never added.
                guard let text = device.descendant("fb_memory_usage", "total")?.text,
                    text.hasSuffix(" MiB"), let count = Int(text.dropLast(4)),
                    let size = ByteCount.mebibytes(exactly: count), count > 0
                else { return .unknown([Gap(access, .unreadable("an instance without memory"))]) }
                let index = device["index"]?.text ?? "?"
                if size > best?.size ?? ByteCount(0) {
                    best = (size, Evidence(access, "MIG device \(index)", quote: text))
                }
            }
        }
        return .known(
            best?.size, best.map { [$0.evidence] } ?? [Evidence(access, quote: "no MIG device")])
    }

    /// The id is `00000000:01:00.0`; an unknown address matches any.
    private static func matches(_ id: String?, _ address: String?) -> Bool {
        guard let id, let address else { return true }
        return NVIDIAProbe.pciAddress(id) == address
    }
}
