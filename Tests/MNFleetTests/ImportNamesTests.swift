// long: each form of a name has its cases, on both sides
import MNCore
import MNSim
import Testing

@testable import MNFleet

/// Who a machine is, and whose, never leaves the import, whichever field it stands in.
@Suite struct `A text of an inventory` {
    private static let mapping = """
        {"schema": "mn.fleet.mapping/1", "columns": {"system": "system", "arch": "arch",
         "ram": {"column": "ram", "unit": "GiB"}, "gpu": {"column": "gpu", "separator": ";"},
         "gpu_memory": {"column": "vram", "unit": "GiB"}, "driver": "driver",
         "generation": "generation", "model": "model", "tag": "tag", "identity": ["id"],
         "names": ["host", "user"]}}
        """

    static func fleet(_ rows: [[String: String]]) async throws -> Fleet {
        let usual = ["system": "Linux", "arch": "x86_64", "ram": "32"]
        let lines = rows.map { row in
            let fields = row.merging(usual) { first, _ in first }
            return JSON.object(
                JSONObject(fields.sorted { $0.key < $1.key }.map { ($0, .string($1)) })
            )
            .text(.canonical) + "\n"
        }
        let bytes = Array(lines.joined().utf8)
        return try await TableInventory.fleet(
            try Mapping.read(Array(mapping.utf8), name: "m"), kind: "table", name: "t",
            FleetImport.Options()
        ) { Array(bytes.dropFirst($0)) }
    }

    private static func facts(_ row: [String: String]) async throws -> (FleetFacts, [String]) {
        let fleet = try await fleet([row])
        let facts = try #require(fleet.classes.first?.facts)
        return (facts, fleet.sources[0].assumed)
    }

    /// Who it is, what a text says of it, and whether that names it.
    struct Case: Sendable, CustomTestStringConvertible {
        var (host, id, user) = ("", "", "")
        var text: String

        init(host: String = "", id: String = "", user: String = "", _ text: String) {
            (self.host, self.id, self.user, self.text) = (host, id, user, text)
        }

        var row: [String: String] { ["host": host, "id": id, "user": user] }
        var testDescription: String { "\(host) \(id) \(user): \(text)" }
    }

    private static let named = [
        Case(host: "srv-bob7.corp.example.com", "srv-bob7"),
        Case(host: "srv-bob7.corp.example.com", "Box of SRV-BOB7"),
        Case(host: "srv-bob7.corp.example.com", "srvbob7"),
        Case(host: "srv-bob7.corp.example.com", "Box corp.example.com"),
        Case(host: "srv-bob7", "srv_bob7"), Case(host: "srv-bob7", "srv bob7 box"),
        Case(host: "CORP\\amy7x", "AMY7X"), Case(host: "amy", "amy"), Case(host: "amy", "Amy PC"),
        Case(host: "ip-10-1-2-3.ec2.internal", "ip-10-1-2-3"),
        Case(id: "SER-12350", "SER 12350"), Case(id: "SER-12350", "ser12350"),
        Case(id: "SER 12350", "Desk-SER_12350/a"), Case(id: "5CG1234XYZ", "HP 5CG1234XYZ"),
        Case(id: "00:1a:2b:3c:4d:5e", "001A2B3C4D5E"), Case(id: "77123", "Desk 77123"),
        Case(id: "77123.5", "771235"),
        Case(user: "Bob Miller", "Miller PC"), Case(user: "Bob Miller", "Laptop_Bob_Miller"),
        Case(user: "Bob Miller", "Millers Mac"), Case(user: "Miller, Bob", "BobsPC Bob"),
        Case(user: "bob.miller@corp.example", "Miller"), Case(user: "bob.miller", "PC of bob"),
        Case(user: "bmiller@corp.example", "bmiller-pc"), Case(user: "Bob Miller", "MillerBox"),
        Case(user: "Jürgen Müller", "Muller PC"), Case(user: "Jürgen Müller", "JUERGEN MÜLLER"),
        Case(user: "Jürgen Müller", "PC Mu\u{308}ller"), Case(user: "Иван Петров", "ПК Петров"),
        Case(user: "田中太郎", "田中太郎のPC"), Case(user: "Amy Lee", "Lee 5"),
    ]

    @Test(arguments: named) func `names a machine or a person`(one: Case) async throws {
        var row = one.row
        (row["model"], row["tag"]) = (one.text, one.text)
        row["gpu"] = "NVIDIA GeForce RTX 4090 \(one.text)"
        (row["vram"], row["driver"]) = ("24", "580.95.05")
        let (facts, assumed) = try await Self.facts(row)
        #expect(facts.model == nil)
        #expect(facts.tags == [])
        let gpu = try #require(facts.gpus.first)
        #expect(gpu.name.hasPrefix("NVIDIA GeForce RTX 4090 ") && gpu.name.contains("…"))
        #expect(gpu.driver == .value("580.95.05") && gpu.memory == .value(.gibibytes(24)))
        #expect(assumed.count { $0.contains("of a machine or a person") } == 1)
        #expect(assumed.count { $0.contains("names a machine or a person") } == 2)
        // What is left holds no name either.
        let found = Identities([one.host, one.id, one.user])
        #expect(found.ranges(in: FoldedText(gpu.name), besides: HardwareWords.gpus) == [])
    }

    @Test(arguments: ["x9", "9", "123"]) func `names nobody unless it is all of it`(
        name: String
    ) async throws {
        let (facts, _) = try await Self.facts(["host": name, "model": name, "tag": "a \(name)5"])
        #expect(facts.model == nil && facts.tags == ["a \(name)5"])
    }

    private static let models = [
        Case(host: "latitude", "Latitude 5420"), Case(host: "macbook-pro", "MacBookPro18,3"),
        Case(id: "18", "MacBookPro18,3"), Case(id: "542", "Latitude 5420"),
        Case(id: "3", "Box 3 5"),
        Case(user: "Max Pro", "MacBook Pro Max"), Case(user: "Michael Dell", "Dell XPS 15"),
        Case(host: "vmware", "VMware Virtual Platform"), Case(id: "VMware-56 4d 3c", "VMware7,1"),
        Case(host: "thinkpad-01", "ThinkPad X1"), Case(host: "pc1.berlin.example.com", "Berlin 5"),
        Case(id: "To be filled by O.E.M.", "Filled Box"), Case(host: "pad", "ThinkPad X1"),
        Case(user: "Bob Mill", "Miller Desk 5"), Case(host: "ann", "Savannah 5"),
        Case(id: "5420", "Latitude54201"), Case(user: "Bob O'Hara", "Ohio 7"),
        Case(host: "studio", "Mac Studio"),
        Case(host: "optiplex.corp.example.com", "OptiPlex 7090"),
    ]

    @Test(arguments: models) func `is a model`(one: Case) async throws {
        var row = one.row
        row["model"] = one.text
        let (facts, assumed) = try await Self.facts(row)
        #expect(facts.model == one.text && assumed.isEmpty)
    }

    private static let cards = [
        Case(host: "nvidia-01", "NVIDIA RTX 4090"), Case(host: "gpu", "NVIDIA GPU RTX 4090"),
        Case(host: "rtx4090", "NVIDIA GeForce RTX 4090"),
        Case(host: "a100", "NVIDIA A100-SXM4-80GB"),
        Case(user: "Max Pro", "NVIDIA GeForce RTX 3070 with Max-Q Design"),
        Case(user: "Ada Lovelace", "NVIDIA RTX 4000 SFF Ada Generation"),
        Case(id: "4090", "RTX 4090"),
        Case(user: "Nikola Tesla", "Tesla T4"), Case(host: "quad", "Quadro RTX 5000"),
        Case(host: "titan.lab.example.com", "NVIDIA TITAN RTX"),
        Case(id: "80", "NVIDIA H100 80GB HBM3"),
        Case(user: "Vega", "AMD Radeon RX Vega 64"), Case(host: "gpu-a10", "NVIDIA A10"),
        Case(host: "laptop", "NVIDIA GeForce RTX 4060 Laptop GPU"),
        Case(host: "orin", "Orin (nvgpu) NVIDIA"), Case(user: "Rad Eon", "AMD Radeon RX 7900 XTX"),
    ]

    @Test(arguments: cards) func `is the name of a card`(one: Case) async throws {
        var row = one.row
        row["gpu"] = one.text
        let (facts, assumed) = try await Self.facts(row)
        #expect(facts.gpus.map(\.name) == [one.text] && assumed.isEmpty)
    }

    // MARK: - Looks

    @Test(arguments: [
        "{123e4567-e89b-12d3-a456-426614174000}", "123e4567e89b12d3a456426614174000",
        "Box 123E4567-E89B-12D3-A456-426614174000", "GPU-123e4567-e89b-12d3-a456-426614174000",
        "My DESKTOP-AB12CD3", "(LAPTOP-0A1B2C3D)", "WIN-ABCDEFGHIJK", "EC2AMAZ-1A2B3C4",
        "Ann's Mac", "Anns' Mac", "Ann`s Mac", "Ann\u{B4}s Mac", "Ann\u{2019}s", "Ann\u{2BC}s Mac",
        "ANN'S PC", "Anns-MacBook-Pro", "MacBook Pro von Ann", "iMac de Ann 5",
        "00:1a:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "Mac 001a.2b3c.4d5e", "001A2B3C4D5E",
        "10.0.0.1", "Box at 192.168.1.77:8080", "fe80::1", "2001:db8:0:0:0:0:0:1", "[fe80::1%eth0]",
        "ip-10-0-0-1", "ann@example.net", "ann\u{FF20}example.net", "CORP\\ann", "/home/ann/box",
        "C:/Users/ann", "353322101234567", "i-0123456789abcdef0", "S\u{200B}ER-1",
    ])
    func `names somebody by its looks`(text: String) async throws {
        let row = ["model": text, "tag": text, "gpu": "NVIDIA GeForce RTX 4090 \(text)"]
        let (facts, assumed) = try await Self.facts(row)
        #expect(facts.model == nil && facts.tags == [])
        #expect(facts.gpus.allSatisfy { $0.name.contains("…") || $0.name == "nvidia" })
        #expect(facts.gpus.count + facts.untold.count == 1 && assumed.count == 3)
    }

    @Test(arguments: [
        "MacBookPro18,3", "Latitude 5420", "20XW00AAUS", "m5.large", "Standard_NV6ads_A10_v5",
        "Desktop-Mini 3", "Surface Laptop 5", "ThinkPad X1 Carbon Gen 9", "21CB-CTO1WW",
        "iMac (24-inch, M1, 2021)", "Mac mini (M2 Pro)", "Precision 3660 24\"", "10.2 Box",
        "HP Z2 Tower G9 Workstation Desktop PC", "p4d.24xlarge", "Raspberry Pi 5 Model B Rev 1.0",
        "Business-Desktop 5", "NUC12WSHi7", "Machine de 5", "a2-highgpu-1g", "X570S AORUS",
        "KVM/QEMU (Standard PC _i440FX + PIIX_ 1996)", "OptiPlex' 7090", "HVM domU",
    ])
    func `names nobody`(model: String) async throws {
        let (facts, assumed) = try await Self.facts(["model": model, "id": "a77b", "host": "pc-1"])
        #expect(facts.model == model && assumed.isEmpty)
    }

    // MARK: - What it decides

    /// A card that is too old, or of another brand, does not become one that suits.
    @Test(arguments: [
        ("bob-k80", "NVIDIA Tesla bob-k80", 1), ("srv-bob7", "NVIDIA Tesla K80 srv-bob7", 1),
        ("srv-bob7", "NVIDIA GeForce srv-bob7 RTX 4090", 1), ("bob7", "RTX bob7 4090 NVIDIA", 1),
        ("k80-bob7", "NVIDIA Tesla K80-bob7", 0), ("A4521", "NVIDIA RTX A4521", 0),
    ])
    func `makes no card better`(host: String, name: String, cards: Int) async throws {
        let (facts, assumed) = try await Self.facts([
            "host": host, "gpu": name, "vram": "24", "driver": "580.95.05",
        ])
        #expect(facts.gpus.count == cards)
        #expect(facts.untold.map(\.vendor) == (cards == 0 ? [.nvidia] : []))
        #expect(assumed.count == 1)
        let whole = ReportedGPU(name)
        let data = DriverData.builtin
        for gpu in facts.gpus {
            #expect(
                data.capability(name: gpu.name, device: nil)
                    == data.capability(name: whole.name, device: nil))
            #expect(
                data.brands(name: gpu.name, device: nil)
                    == data.brands(name: whole.name, device: nil))
        }
    }

    @Test func `is told of the size and the vendor of a card before it is cut`() async throws {
        let (facts, _) = try await Self.facts([
            "host": "nvidia-box", "gpu": "nvidia-box RTX 3090;Radeon RX 6800 nvidia-box",
        ])
        #expect(facts.gpus.map(\.name) == ["… RTX 3090"])
        #expect(facts.gpus.map(\.memory) == [.value(.gibibytes(24))])
    }

    @Test func `does not take a tag that whoever imports gives`() async throws {
        let mapping = """
            {"schema": "mn.fleet.mapping/1", "columns": {"ram": {"column": "ram", "unit": "GiB"},
             "identity": "id"}, "constants": {"system": "Linux", "tag": "amy"}}
            """
        var options = FleetImport.Options()
        options.tags = ["office"]
        let bytes = Array("ram,id\n8,amy\n8,office\n".utf8)
        let fleet = try await TableInventory.fleet(
            try Mapping.read(Array(mapping.utf8), name: "m"), kind: "table", name: "t", options
        ) { Array(bytes.dropFirst($0)) }
        #expect(fleet.classes.map(\.facts.tags) == [["amy", "office"]])
        #expect(fleet.total == 2 && fleet.sources[0].assumed.isEmpty)
    }

    @Test func `is left out as a tag where each machine has its own`() async throws {
        let own = try await Self.fleet((0..<40).map { ["id": "i-\($0)", "tag": "nick\($0)"] })
        #expect(own.classes.map(\.count) == [40] && own.classes[0].facts.tags == [])
        #expect(own.sources[0].assumed.contains { $0.hasPrefix("Almost every machine has a tag") })
        let shared = try await Self.fleet((0..<40).map { ["id": "i-\($0)", "tag": "t\($0 % 4)"] })
        #expect(shared.classes.count == 4 && shared.sources[0].assumed.isEmpty)
    }

    @Test func `is not cut in the middle of a name`() async throws {
        let long = String(repeating: "Box ", count: 18) + "srv-bob7.corp"
        let (facts, _) = try await Self.facts(["host": "srv-bob7.corp.example.com", "model": long])
        #expect(facts.model?.contains("srv") != true)
    }

    @Test func `of a generation is told where it is a number, and else not`() async throws {
        let (facts, _) = try await Self.facts([
            "host": "srv-bob7", "gpu": "AMD Radeon RX 7900 XTX", "generation": "gfx1100 srv-bob7",
        ])
        #expect(facts.gpus.map(\.generation) == [nil])
        let (kept, assumed) = try await Self.facts([
            "id": "89", "gpu": "NVIDIA GeForce RTX 4090", "generation": "8.9",
        ])
        #expect(kept.gpus.map(\.generation) == ["8.9"] && assumed.isEmpty)
    }

    // MARK: - Sources

    @Test func `of a node names it by its labels and addresses`() async throws {
        let text = """
            {"items": [{"metadata": {"name": "n", "uid": "u-77", "labels": {
             "kubernetes.io/hostname": "gpu-bob7", "node.kubernetes.io/instance-type": "gpu bob7",
             "nvidia.com/gpu.product": "NVIDIA-A10-i-0abc77", "nvidia.com/gpu.memory": "23028",
             "nvidia.com/gpu.count": "1"}},
             "spec": {"providerID": "aws:///eu-central-1a/i-0abc77"},
             "status": {"capacity": {"memory": "263856124Ki", "nvidia.com/gpu": "1"},
             "nodeInfo": {"architecture": "amd64", "operatingSystem": "linux"}}}]}
            """
        let bytes = Array(text.utf8)
        let fleet = try await MachineInventory.fleet(
            .kubernetes, name: "t", FleetImport.Options()
        ) { Array(bytes.dropFirst($0)) }
        #expect(fleet.classes.map(\.facts.model) == [nil])
        #expect(fleet.classes.flatMap(\.facts.gpus).map(\.name) == ["NVIDIA A10 …"])
    }

    @Test func `of a record is held against the host too`() async throws {
        let xml = """
            <?xml version="1.0" ?>
            <nvidia_smi_log><driver_version>580.95.05</driver_version>
            <gpu id="00000000:01:00.0"><product_name>NVIDIA A10 srv-bob7</product_name>
            <mig_mode><current_mig>N/A</current_mig></mig_mode>
            <fb_memory_usage><total>23028 MiB</total></fb_memory_usage></gpu></nvidia_smi_log>
            """
        let host = """
            {"ansible_facts": {"ansible_system": "Linux", "ansible_architecture": "x86_64",
             "ansible_memtotal_mb": 64000, "ansible_nodename": "srv-bob7",
             "ansible_product_name": "Box srv_bob7"}}
            """
        let fleet = try await MachineInventory.fleet(
            .ansible, folder: "facts", ["h1", "h1.xml"], FleetImport.Options()
        ) { Array(($0 == "h1" ? host : xml).utf8) }
        let facts = try #require(fleet.classes.first?.facts)
        #expect(facts.gpus.map(\.name) == ["NVIDIA A10 …"] && facts.model == nil)
        #expect(facts.gpus.map(\.driver) == [.value("580.95.05")])
    }

    @Test(arguments: [
        "/\u{301}", "\\\u{301}ann", "/", "\\", "//a/", "@", "@\u{301}", ".", "..", " ",
        ",\u{301}a b",
        "\u{301}", "\u{200B}", "a.\u{301}b.c", "²½", "ß", "İ", "😀 x",
    ])
    func `is held against a name that is hardly one`(name: String) async throws {
        let (facts, _) = try await Self.facts(["host": name, "user": "x\(name)", "model": "Box 5"])
        #expect(facts.model == "Box 5")
        #expect(PersonalShape.ranges(in: "Box \(name) 5").allSatisfy { !$0.isEmpty })
    }

    /// Many names of one machine cost no more than their bytes.
    @Test(.timeLimit(.minutes(1))) func `is held against many names`() async throws {
        let users = (0..<50_000).map { "{\"login\": \"u\($0)x\"}" }.joined(separator: ",")
        let content = """
            {"content": {"hardware": {"memory": 8000, "uuid": "U9"}, "users": [\(users)],
             "operatingsystem": {"arch": "x86_64", "kernel_name": "linux"}}}
            """
        let fleet = try await MachineInventory.fleet(
            .glpi, folder: "agents", ["a.json"], FleetImport.Options()
        ) { _ in Array(content.utf8) }
        #expect(fleet.total == 1)
    }
}
