import Foundation
import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `mn sim serve` {
    /// A port without a socket, whose only client sends some text and leaves.
    private struct OneClient: Ports, OpenPort {
        let text: String
        var number: Int { 12434 }

        func open(_ number: Int) throws(PortFault) -> any OpenPort { self }

        func serve(_ handler: some ConnectionHandler) async throws(PortFault) {
            var handler = handler
            handler.connect(1, at: .zero)
            handler.receive(Array(text.utf8), from: 1, at: .zero)
            handler.receive([], from: 1, at: .zero)
            while case .send = handler.next(for: 1, at: .zero) {}
            handler.disconnect(1, at: .zero)
        }
    }

    private static func serve(_ arguments: [String], _ text: String) async -> Session {
        let terminal = CapturedTerminal(width: nil)
        var world = World(
            machine: TestMachines.machine("test-cuda-8gb"), http: NoServices(),
            processes: NoServices(), files: MemoryFiles([:]), terminal: terminal,
            time: VirtualTime(),
            environment: ["HOME": "/home/user"], profiles: TestMachines.texts)
        world.ports = OneClient(text: text)
        let exitCode = await Program.run(["sim", "serve"] + arguments, world)
        return Session(output: terminal.output, error: terminal.error, exitCode: exitCode)
    }

    private static let request = "GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func `tells of each request on standard error`() async {
        let session = await Self.serve([], Self.request + Self.request)
        #expect(session.output == "http://127.0.0.1:12434\n")
        #expect(session.error.contains("Ctrl-C ends it.\nGET /version 200 0 ms "))
        #expect(session.error.ranges(of: "GET /version 200").count == 2)
    }

    @Test func `tells of none with --quiet`() async {
        let session = await Self.serve(["--quiet"], Self.request)
        #expect(session.error.isEmpty)
        #expect(session.output == "http://127.0.0.1:12434\n")
    }

    @Test func `keeps secrets of clients from the terminal`() async {
        let secret = "hf_" + String(repeating: "abcdefghij", count: 4)
        let session = await Self.serve(
            [], "GET /models?token=\(secret) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(session.error.contains("GET /models"))
        #expect(!session.error.contains(secret))
    }

    @Test func `reads the state that its documentation shows`() throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "docs/runner.md"), encoding: .utf8)
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        let example = lines.drop { !$0.hasPrefix("    {") }.prefix { $0.hasPrefix("    ") }
        let value = try JSON.parse(example.joined(separator: "\n"))
        let state = try RunnerState(JSONField(value))
        #expect(state.models.first?.content.behaviour.script.count == 3)
        for key in ["when", "whenTool", "say", "thinking", "toolCalls"] {
            #expect(page.contains("| `\(key)` |"), "\(key)")
        }
    }
}
