import FoundationEssentials
import MNCore

@testable import mn

/// The built program, run by `sh` lines in a folder of its own.
///
/// - `$MN` is the program, `$HERE` the folder, `$HERE/bin` comes first on `PATH`.
/// - Its home is empty, and its Model Runner is at an address where nothing listens.
final class Binary: Sendable {
    let folder: TemporaryFolder

    /// The program, beside the test bundle or above it; nil if it is not built.
    static let path: String? = {
        var directory = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<5 {
            let candidate = directory.appending(path: "mn").path
            if case .found(let path) = ProgramSearch(path: nil).find(candidate) { return path }
            directory.deleteLastPathComponent()
        }
        return nil
    }()

    /// Whether this machine may have an NVIDIA GPU, with which stubs would say something else.
    static let mayHaveNVIDIA: Bool = {
        let bus = "/sys/bus/pci/devices"
        let cards = (try? DirectoryListing.read(bus)) ?? []
        let vendors = cards.map { try? RegularFile.read("\(bus)/\($0.name)/vendor", limit: 64) }
        return vendors.contains(Array("0x10de\n".utf8))
            || ["/dev/nvidia0", "/dev/nvidiactl", "/dev/dxg"].contains(where: FileStatus.exists)
    }()

    /// Creates a folder with stubs: `sh` lines by the name of the program.
    init(stubs: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        for name in ["bin", "home"] {
            try FileManager.default.createDirectory(
                atPath: folder(name), withIntermediateDirectories: true)
        }
        for (name, lines) in stubs { try folder.program("bin/\(name)", lines) }
    }

    /// What the lines print and how they end; they may take half a minute.
    func run(_ lines: String) async throws -> CommandResult {
        guard let program = Self.path else { throw NotBuilt() }
        let run = CommandRun(
            path: "/bin/sh", argv: ["sh", "-c", lines],
            environment: [
                "MN": program, "HERE": folder.path, "HOME": folder("home"),
                "MN_HOME": folder("home/mn"), "PATH": folder("bin") + ":/usr/bin:/bin",
                "MODEL_RUNNER_HOST": "http://127.0.0.1:1",
            ], deadline: .now + .seconds(30))
        let result = await BlockingWork.run(limit: .seconds(40), late: CommandResult(.timedOut)) {
            run.result()
        }
        switch result.ending {
        case .exited, .signalled: return result
        default: throw Unexpected(outcome: result.ending)
        }
    }

    /// The document that the program prints.
    func json(_ arguments: String) async throws -> JSON {
        try JSON.parse(try await run("exec \"$MN\" \(arguments) --json").standardOutput)
    }

    struct NotBuilt: Error {}
    struct Unexpected: Error { var outcome: ProcessOutcome }
}

extension CommandResult {
    /// Standard output as text.
    var output: String { String(decoding: standardOutput, as: UTF8.self) }
    /// Standard error as text.
    var error: String { String(decoding: standardError, as: UTF8.self) }
}
