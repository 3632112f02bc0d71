import MNCore
import MNSim
import Synchronization
import Testing

@testable import mn

/// The ledger is looked at before a model is touched: a download that cannot be written down is not begun.
@Suite(.serialized) struct `The ledger comes first` {
    private static let ledger = "/home/user/.mn/models/ownership.json"

    /// Files of which the ledger cannot be written, though it can be read.
    private struct FixedLedger: Files {
        let inner: MNSim.MemoryFiles
        let reason: FileFault.Reason

        func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
            try inner.read(path, limit: limit)
        }
        func list(_ path: String) throws(FileFault) -> [String] { try inner.list(path) }
        func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
            try rehearse(path, with: bytes)
            try inner.replace(path, with: bytes)
        }
        func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
            if path == ledger { throw FileFault(path, reason) }
        }
        func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
            try inner.append(bytes, to: path)
        }
        func lock(_ path: String) throws(FileFault) -> (any FileLock)? { try inner.lock(path) }
        func resolved(_ path: String) throws(FileFault) -> String { try inner.resolved(path) }
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
                FixedLedger(
                    inner: MNSim.MemoryFiles([:]),
                    reason: .failed("open: Read-only file system"))
            case .full:
                FixedLedger(
                    inner: MNSim.MemoryFiles([:]),
                    reason: .failed("write: No space left on device"))
            case .denied: MNSim.MemoryFiles([:], faults: [ledger: .denied])
            case .broken: MNSim.MemoryFiles([ledger: Array("{".utf8)])
            case .newer: MNSim.MemoryFiles([ledger: Array("{\"version\": 2}".utf8)])
            case .folder: MNSim.MemoryFiles(["\(ledger)/file": []])
            case .held:
                MNSim.MemoryFiles([:], held: ["\(ledger).lock": .seconds(3600)], time: time)
            case .heldElsewhere:
                // Whoever has another home, and a link to the same ledger, has the same lock.
                MNSim.MemoryFiles(
                    ["/shared/ledger": Array("{}".utf8)], links: [ledger: "/shared/ledger"],
                    held: ["/shared/ledger.lock": .seconds(3600)], time: time)
            case .brokenLink: MNSim.MemoryFiles([:], links: [ledger: "/nowhere/else"])
            case .linkInCircle:
                MNSim.MemoryFiles(
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
                let terminal = CapturedTerminal(width: 80, hasColour: false)
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
