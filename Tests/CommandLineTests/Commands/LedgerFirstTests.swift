import MNCore
import MNSim
import Synchronization
import TestSupport
import Testing

@testable import mn

/// The ledger is looked at before a model is touched: a download that cannot be written down is not begun.
@Suite(.serialized) struct `The ledger comes first` {
    private static let ledger = "/home/user/.mn/models/ownership.json"

    /// Files of which the ledger cannot be written, though it can be read.
    private static func fixed(_ reason: FileFault.Reason) -> ChangedFiles {
        ChangedFiles(
            inner: MemoryFiles([:]),
            replacing: { files, path, bytes throws(FileFault) in
                if path == ledger { throw FileFault(path, reason) }
                try files.replace(path, with: bytes)
            },
            rehearsing: { files, path, bytes throws(FileFault) in
                if path == ledger { throw FileFault(path, reason) }
                try files.rehearse(path, with: bytes)
            })
    }

    private enum Trouble: String, CaseIterable, Sendable {
        case readOnly, full, denied, broken, newer, folder, held, heldElsewhere, brokenLink
        case linkInCircle

        var error: String {
            switch self {
            case .held, .heldElsewhere: "ledger_locked"
            case .broken: "invalid_file"
            case .newer: "invalid_file"
            default: "file_unusable"
            }
        }

        func files(_ time: VirtualTime) -> any Files {
            switch self {
            case .readOnly:
                `The ledger comes first`.fixed(.failed("open: Read-only file system"))
            case .full:
                `The ledger comes first`.fixed(.failed("write: No space left on device"))
            case .denied: MemoryFiles([:], faults: [ledger: .denied])
            case .broken: MemoryFiles([ledger: Array("{".utf8)])
            case .newer: MemoryFiles([ledger: Array("{\"version\": 2}".utf8)])
            case .folder: MemoryFiles(["\(ledger)/file": []])
            case .held:
                MemoryFiles([:], held: ["\(ledger).lock": .seconds(3600)], time: time)
            case .heldElsewhere:
                // Whoever has another home, and a link to the same ledger, has the same lock.
                MemoryFiles(
                    ["/shared/ledger": Array("{}".utf8)], links: [ledger: "/shared/ledger"],
                    held: ["/shared/ledger.lock": .seconds(3600)], time: time)
            case .brokenLink: MemoryFiles([:], links: [ledger: "/nowhere/else"])
            case .linkInCircle:
                MemoryFiles(
                    [:], links: [ledger: "other", "/home/user/.mn/models/other": ledger])
            }
        }
    }

    @Test(arguments: [
        ["model", "install", "smollm2:135m", "--force"], ["model", "update", "smollm2:135m"],
        ["model", "update", "--all"], ["model", "remove", "smollm2:135m", "--force"],
    ]) func `so that nothing is sent where it cannot be changed`(words: [String]) throws {
        for trouble in Trouble.allCases {
            let (exit, output, sent) = try Simulation.run { time in
                let docker = WatchedRunner(words[1] == "install" ? "[]" : Self.installed)
                let terminal = CapturedTerminal(width: 80)
                let world = World(
                    machine: TestMachines.machine("test-cuda-8gb"), http: docker,
                    processes: docker, files: trouble.files(time), terminal: terminal, time: time,
                    environment: ["HOME": "/home/user"], profiles: TestMachines.texts)
                let exit = await Program.run(words + ["--json"], world)
                return (exit, terminal.output, docker.sent)
            }
            #expect(exit == .failed, "\(words) \(trouble)")
            #expect(output.contains("\"\(trouble.error)\""), "\(words) \(trouble): \(output)")
            #expect(sent.allSatisfy { $0 == "GET" }, "\(words) \(trouble): \(sent)")
        }
    }

    private static let installed = """
        [{"id": "sha256:11", "tags": ["docker.io/ai/smollm2:135M-Q4_K_M"], "created": 1, "config": {}}]
        """

    /// A runner that lists these models, and keeps what it is asked.
    private final class WatchedRunner: StubTransports {
        private let inner: StubRunner
        private let methods = Mutex<[String]>([])
        var sent: [String] { methods.withLock(\.self) }

        init(_ models: String) { inner = StubRunner(models) }

        func exchange(
            _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration,
            limit: Duration?,
            _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
        ) async throws(TransportFault) {
            methods.withLock { $0.append(request.method) }
            try await inner.exchange(
                request, with: endpoint, patience: patience, limit: limit, receive)
        }
    }
}
