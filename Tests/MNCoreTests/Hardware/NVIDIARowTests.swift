import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `A row of nvidia-smi` {
    private static let name = "NVIDIA GeForce RTX 4060"
    private static let row = nvidiaRow(name, "8188")

    private static func card(_ driver: String?) -> StubMachine {
        StubMachine.linux().pci("0000:01:00.0", "0x030000", "10de", "2882", driver: driver)
    }

    private static let warning = "WARNING: infoROM is corrupted at gpu 0000:01:00.0\n"

    /// Exit codes with one good row and a warning.
    @Test(arguments: [(0, Rule.ID.cuda), (6, .cuda), (14, .cuda), (15, .cpuLarge), (2, .cpuLarge)])
    func `believes rows beside the warning of a damaged card`(exit: Int, rule: Rule.ID) async throws
    {
        for output in [Self.row + Self.warning, Self.warning + Self.row] {
            let stub = StubMachine.linux().nvidia(.output(output, exit: exit))
            #expect(try await stub.verdict().rule == rule)
            let card = "\(Self.name) at 0000:01:00.0"
            let notes = await stub.hardware().notes
            #expect(notes.contains(.damagedCard(card)) == (rule == .cuda))
        }
        let apart = StubMachine.linux().nvidia(.output(Self.row, exit: exit, error: Self.warning))
        #expect(try await apart.verdict().rule == rule)
    }

    @Test func `judges each row alone where a card is damaged`() async throws {
        let output =
            nvidiaRow(Self.name, "6144") + Self.warning
            + nvidiaRow("Cut", "[Unknown Error]", address: "00000000:02:00.0", index: 1)
        let stub = StubMachine.linux().nvidia(.output(output, exit: 14))
        #expect(await stub.hardware().sizes == [6144.mebibytes, nil])
        let none = StubMachine.linux().nvidia(.output(Self.warning, exit: 14))
        #expect(try await none.verdict().rule == .cpuLarge)
    }

    /// In brackets stands the error that its driver gives.
    @Test(arguments: [("[GPU is lost]", true), ("[GPU requires reset]", true), ("[N/A]", false)])
    func `tells that a card is lost`(cell: String, isLost: Bool) async {
        let stub = StubMachine.linux().nvidia(.output(nvidiaRow(cell, cell)))
        let fault = await stub.hardware().gpus.first?.fault
        #expect((fault?.fix() == "Restart the machine: sudo reboot") == isLost)
    }

    /// NVIDIA's toolkit asks the driver of all GPUs.
    @Test func `of a lost card worsens those beside it`() async throws {
        let good = nvidiaRow(Self.name, "8188")
        func verdict(_ cell: String) async throws -> Verdict {
            let rows = good + nvidiaRow(cell, cell, address: "00000000:02:00.0", index: 1)
            return try await StubMachine.linux().nvidia(.output(rows)).verdict()
        }
        let lost = try await verdict("[GPU is lost]")
        #expect(lost.rule == .cudaDriver && lost.status == .warning)
        #expect(lost.cudaSupport?.refusal == .otherLost)
        #expect(try await verdict("[N/A]").rule == .cuda)
    }

    @Test func `finds the instances of a board beside the warning`() async throws {
        let xml =
            "<nvidia_smi_log><gpu id=\"00000000:01:00.0\"><mig_devices><mig_device>"
            + "<fb_memory_usage><total>19968 MiB</total></fb_memory_usage></mig_device>"
            + "</mig_devices></gpu></nvidia_smi_log>\n"
        let row = nvidiaRow("NVIDIA A100", "40960", "8.0", mig: "Enabled")
        let stub = StubMachine.linux().nvidia(.output(row + Self.warning, exit: 14))
            .with(
                .command(NVIDIADetails.argv("nvidia-smi")), .output(xml + Self.warning, exit: 14))
        #expect(await stub.hardware().sizes == [19968.mebibytes])
    }

    /// With rows, with a broken program and without one.
    @Test(arguments: [
        Outcome.output(nvidiaRow(name, "8188")), .output("", exit: 9), .timedOut, .absent,
    ])
    func `knows the number on the bus`(outcome: Outcome) async {
        let stub = Self.card("nvidia").nvidia(outcome)
        #expect(await stub.hardware().gpus.map(\.device) == ["2882"])
    }

    @Test func `does not take the number of another device`() async {
        let stub = Self.card("nvidia").nvidia(
            .output(nvidiaRow(Self.name, "8188", address: "00000000:02:00.0")))
        #expect(await stub.hardware().gpus.map(\.device) == [nil])
    }
}
