import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The driver data` {
    private static let data = DriverData.builtin

    private static func day(_ text: String) throws -> CalendarDate {
        try #require(CalendarDate(text))
    }

    @Test func `names a source on each row`() {
        let data = Self.data
        let sources =
            data.images.map(\.source) + data.driverCUDA.map(\.source)
            + data.driverSupport.map(\.source) + data.toolkits.map(\.source)
            + data.code.map(\.source) + [data.desktop.source] + data.jetson.map(\.source)
            + data.brands.map(\.source) + data.capabilities.map(\.source)
        #expect(sources.count > 60 && !sources.contains(""))
    }

    @Test func `is written in the form in which a catalog has it`() throws {
        let written = try JSON.parse(Self.data.json.text())
        #expect(try DriverData(JSONField(written)) == Self.data)
    }

    @Test func `goes back to an earlier day`() throws {
        let old = try Self.data.asOf(Self.day("2026-06-05"))
        #expect(old.image?.cuda == DottedVersion(13, 0, 2))
        #expect(old.date == CalendarDate("2026-06-05"))
        #expect(try Self.data.asOf(Self.day("2026-06-06")).image?.cuda == DottedVersion(13, 3, 0))
        #expect(try Self.data.asOf(Self.day("2099-01-01")) == Self.data)
        #expect(throws: DriverDataFault.self) { try Self.data.asOf(Self.day("2020-01-01")) }
    }

    /// The requirement of the newest image is not on record, so the one before stands in.
    @Test func `takes the newest image that is whole on record`() {
        #expect(Self.data.images.last?.requirement == nil)
        #expect(Self.data.image?.requirement?.floor == DottedVersion(13, 3))
    }

    @Test(arguments: [
        ("580.95.05", "13.0"), ("589.99", "13.0"), ("590.48", "13.1"), ("595.71.05", "13.2"),
        ("610.43", "13.3"), ("700.1", "13.4"), ("570.211.01", "12.8"), ("566.36", "12.7"),
        ("470.256.02", "11.4"), ("390.157", "9.1"), ("340.108", "7.5"),
    ])
    func `knows the CUDA of a driver`(driver: String, cuda: String) throws {
        let version = try #require(DottedVersion(driver))
        #expect(Self.data.cuda(of: version).map { "\($0)" } == cuda)
    }

    static let brands: [(name: String, brands: [String]?)] = [
        ("NVIDIA GeForce RTX 4090", ["geforce"]), ("NVIDIA RTX A6000", ["nvidiartx"]),
        ("NVIDIA RTX 4000 Ada Generation", ["nvidiartx"]),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", ["nvidiartx"]),
        ("Quadro RTX 8000", ["quadrortx"]), ("Quadro P2000", ["quadro"]),
        ("Tesla T4", ["nvidia", "tesla"]), ("NVIDIA A100-SXM4-80GB", ["nvidia"]),
        ("NVIDIA H100L-2-24C", ["vcs"]), ("GRID T4-8Q", ["vws"]), ("NVIDIA A16-2B", ["vpc"]),
        ("NVIDIA L40S", ["nvidia"]), ("GH200 480GB", ["nvidia"]), ("NVIDIA TITAN RTX", ["titan"]),
        ("Graphics Device", nil), ("ERR!", nil), ("", nil), ("NVIDIA GPU", nil),
        ("NVIDIA RTX Spark N1X (6144-core Blackwell RTX GPU)", nil), ("NVIDIA A1000X", nil),
    ]

    @Test(arguments: brands)
    func `knows the brand by the name`(name: String, brands: [String]?) {
        #expect(Self.data.brands(name: name, device: nil) == brands.map(Set.init))
    }

    @Test func `knows a brand and a generation by the number on the bus`() {
        #expect(Self.data.brands(name: "NVIDIA", device: "2e12") == ["nvidia", "nvidiartx"])
        #expect(
            Self.data.capability(name: "NVIDIA device 10de:102d", device: "102d")
                == ComputeCapability(3, 7))
    }

    @Test(arguments: [
        ("NVIDIA GeForce RTX 2050", "8.6"), ("NVIDIA GeForce RTX 2080 SUPER", "7.5"),
        ("NVIDIA GeForce RTX 4060 Laptop GPU", "8.9"), ("NVIDIA GeForce GTX 1080 Ti", "6.1"),
        ("Tesla M40 24GB", "5.2"), ("Quadro RTX 4000", "7.5"), ("NVIDIA RTX 4000 Ada", "8.9"),
        // One name, two generations.
        ("NVIDIA GeForce GTX TITAN X", "5.2"), ("NVIDIA TITAN X (Pascal)", "6.1"),
        ("NVIDIA TITAN Xp", "6.1"), ("NVIDIA TITAN V", "7.0"), ("NVIDIA TITAN RTX", "7.5"),
        // Slices of a board.
        ("NVIDIA A40-8Q", "8.6"), ("GRID A100D-40C", "8.0"),
        ("NVIDIA A100-SXM4-40GB MIG 1g.5gb", "8.0"),
        ("GRID RTX6000-6Q", "7.5"), ("GRID RTX8000P-8C", "7.5"), ("NVIDIA RTX6000-Ada-12Q", "8.9"),
        ("NVIDIA RTXA6000-12Q", "8.6"), ("GRID V100D-32Q", "7.0"), ("GRID P40-8Q", "6.1"),
        ("GRID M60-4Q", "5.2"), ("NVIDIA H100L-2-24C", "9.0"), ("NVIDIA H200X-141C", "9.0"),
        ("GRID T4-8C", "7.5"), ("NVIDIA L40S-2Q", "8.9"),
        ("NVIDIA RTX PRO 6000 Blackwell DC-4-24Q", "12.0"),
        ("NVIDIA H20", "9.0"), ("NVIDIA H800", "9.0"), ("NVIDIA A800 40GB Active", "8.0"),
        ("NVIDIA L20", "8.9"), ("NVIDIA A10M", "8.6"), ("NVIDIA A16", "8.6"),
        ("NVIDIA GeForce RTX 5090 D", "12.0"), ("NVIDIA RTX PRO 4500 Blackwell", "12.0"),
        ("NVIDIA GB300", "10.3"), ("NVIDIA B300 SXM6 AC", "10.3"), ("NVIDIA GB200", "10.0"),
        ("NVIDIA RTX 5880 Ada Generation", "8.9"), ("NVIDIA RTX A400", "8.6"),
        ("NVIDIA T1000 8GB", "7.5"), ("NVIDIA GeForce MX550", "7.5"),
        ("NVIDIA GeForce MX570", "8.6"),
        ("NVIDIA CMP 170HX", "8.0"), ("NVIDIA CMP 40HX", "7.5"), ("NVIDIA P106-100", "6.1"),
        ("NVIDIA GeForce GTX 1660 SUPER", "7.5"), ("Tesla P100-PCIE-16GB", "6.0"),
    ])
    func `knows a generation by the name`(name: String, capability: String) {
        let found = Self.data.capability(name: name, device: nil)
        #expect(found.map { "\($0)" } == capability, "\(name)")
    }

    @Test(arguments: [
        "Graphics Device", "NVIDIA GPU", "NVIDIA RTX", "NVIDIA TITAN", "Quadro 6000",
        "NVIDIA H2000",
        "NVIDIA RTX Spark N1X (6144-core Blackwell RTX GPU)", "JMJWOA-Generic-GPU", "NVIDIA CMP",
    ])
    func `knows no generation by a name that tells none`(name: String) {
        #expect(Self.data.capability(name: name, device: nil) == nil)
    }

    @Test(
        arguments: [
            ("36.4.4", nil, "12.6"), ("38.4", nil, "13.0"), ("39.2", nil, "13.2"),
            ("39.2.1", nil, "13.2"),
            // The kernel is that of both, and the older is the least.
            (nil, "6.8.12", "13.0"), (nil, "5.15.148", "12.6"),
        ] as [(String?, String?, String)])
    func `knows the CUDA of a board by its release`(release: String?, kernel: String?, cuda: String)
    {
        let found = Self.data.jetsonCUDA(
            release: release.flatMap { DottedVersion($0) },
            kernel: kernel.flatMap { DottedVersion($0) })
        #expect(found.map { "\($0)" } == cuda)
    }

    // MARK: - Overrides

    private static func contents(_ text: String) throws -> CatalogFile.Contents {
        try CatalogFile.read(Array(text.utf8), name: "catalog.json", over: [])
    }

    @Test func `may be replaced in part by a catalog file`() throws {
        let text = """
            {"version": 1, "models": [], "drivers": {"date": "2027-01-01", "images": [
                {"cuda": "13.4.1", "since": "2026-12-24", "requirement": "cuda>=13.4"}]}}
            """
        let data = try #require(try Self.contents(text).drivers)
        #expect(data.image?.requirement?.floor == DottedVersion(13, 4))
        #expect(data.images.count == 1 && data.brands == Self.data.brands)
        #expect(data.date == CalendarDate("2027-01-01"))
    }

    static let broken = [
        ("{\"drivers\": {}}", "/drivers"), ("{\"models\": [], \"drivers\": []}", "/drivers"),
        ("{\"models\": [], \"drivers\": {\"imges\": []}}", "/drivers/imges"),
        ("{\"models\": [], \"drivers\": {\"date\": \"2026-02-30\"}}", "/drivers/date"),
        (
            "{\"models\": [], \"drivers\": {\"cuda\": [{\"driver\": \"x\", \"cuda\": \"1\"}]}}",
            "/drivers/cuda/0/driver"
        ),
        (
            "{\"models\": [], \"drivers\": {\"desktop\": {\"driver\": \"452\"}}}",
            "/drivers/desktop"
        ),
        ("{\"models\": [], \"drivers\": {\"images\": []}}", "/drivers/images"),
        (
            "{\"models\": [], \"drivers\": {\"images\": [{\"cuda\": \"13.3\", \"since\": "
                + "\"2026-06-06\", \"requirement\": \"nonsense\"}]}}",
            "/drivers/images/0/requirement"
        ),
        (
            "{\"models\": [], \"drivers\": {\"brands\": [{\"names\": [\"RTX\"], \"brands\": "
                + "[\"foo\"]}]}}",
            "/drivers/brands/0/brands"
        ),
    ]

    @Test(arguments: broken)
    func `of a catalog file is read strictly`(text: String, pointer: String) {
        #expect { try Self.contents(text) } throws: { error in
            "\((error as? DocumentFault)?.fault.pointer ?? JSONPointer())".hasPrefix(pointer)
        }
    }
}
