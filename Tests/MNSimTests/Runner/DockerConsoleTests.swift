import MNCore
import MNSim
import Testing

@Suite struct `The docker beside a served runner` {
    /// What one client gets for a request.
    private static func answer(
        _ runner: inout ServedRunner, _ client: Int, _ target: String, _ body: String
    ) -> String {
        let request =
            "POST \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        runner.connect(client, at: .zero)
        runner.receive(Array(request.utf8), from: client, at: .zero)
        var bytes: [UInt8] = []
        while case .send(let piece) = runner.next(for: client, at: .zero) { bytes += piece }
        runner.disconnect(client, at: .zero)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func outcome(_ text: String) -> Outcome? {
        let body = text.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
        return CommandScript.outcome(console: Array(body.utf8))
    }

    private static func served() -> ServedRunner {
        var state = RunnerState()
        state.registry.offers = RegistryOffer.offers(of: .builtin)
        return ServedRunner(
            state, at: .zero, console: DockerConsole(path: "/x", setup: DockerSetup()))
    }

    @Test func `has the state that clients see`() throws {
        var runner = Self.served()
        let pull = DockerCall(["docker", "model", "pull", "ai/smollm2:135M-Q4_K_M"])
        let pulled = Self.answer(&runner, 1, "/x", pull.console.text(.canonical))
        guard case .ended(let result)? = Self.outcome(pulled) else {
            Issue.record("\(pulled)")
            return
        }
        #expect(result.ending == .exited(0))
        #expect(runner.state.models.count == 1)
        let list = DockerCall(["docker", "model", "list"])
        let listed = Self.outcome(Self.answer(&runner, 2, "/x", list.console.text(.canonical)))
        guard case .ended(let table)? = listed else {
            Issue.record("\(String(describing: listed))")
            return
        }
        #expect(String(decoding: table.standardOutput, as: UTF8.self).contains("smollm2"))
    }

    @Test func `says nothing of what it does not do`() {
        var runner = Self.served()
        let call = DockerCall(["docker", "ps", "-a"])
        let answer = Self.answer(&runner, 1, "/x", call.console.text(.canonical))
        #expect(answer.contains(#""played":false"#))
        #expect(Self.outcome(answer) == nil)
    }

    @Test(arguments: ["", "{}", "[]", #"{"argv": ["sh"]}"#, #"{"argv": []}"#, "\u{0}"])
    func `refuses what is no call`(body: String) {
        var runner = Self.served()
        #expect(Self.answer(&runner, 1, "/x", body).hasPrefix("HTTP/1.1 400"))
    }

    @Test func `is at no other path`() {
        var runner = Self.served()
        let call = DockerCall(["docker", "model", "list"]).console.text(.canonical)
        #expect(Self.answer(&runner, 1, "/y", call).hasPrefix("HTTP/1.1 404"))
    }
}
