import MNCore
import Testing

@testable import MNSim

@Suite("What a recording hides")
struct EventMaskTests {
    @Test("An address stays one without its user, so that the run can be played again")
    func addresses() {
        var mask = EventMask(environment: [:])
        let event = Trace.Event.variable("MODEL_RUNNER_HOST", "http://jane:hunter22@runner:12434")
        #expect(mask.masked(event) == .variable("MODEL_RUNNER_HOST", "http://runner:12434"))
        let list = Trace.Event.variable("MODEL_RUNNER_HOST", "http://a:1,http://u:hunter22@b:2")
        #expect(mask.masked(list) == .variable("MODEL_RUNNER_HOST", "http://a:1,http://b:2"))
        let wrong = Trace.Event.variable("MODEL_RUNNER_HOST", "ftp://jane:hunter22@runner")
        guard case .variable(_, let shown?) = mask.masked(wrong) else {
            Issue.record("no variable")
            return
        }
        #expect(!shown.contains("hunter22"))
        #expect(Endpoint(shown) == nil)
    }

    @Test("A host that is a secret is another in what was sent")
    func hosts() {
        var mask = EventMask(environment: ["DB_PASSWORD": "Hunter-Canary9x"])
        for (host, shown) in [("Hunter-Canary9x", "redacted.invalid"), ("runner", "runner")] {
            let event = Trace.Event.connect(Endpoint(host: host, port: 1), nil)
            #expect(mask.masked(event) == .connect(Endpoint(host: shown, port: 1), nil))
        }
    }

    @Test("A secret is hidden in whatever code a program writes", arguments: 0..<5)
    func codes(code: Int) {
        let text =
            "{\"auth\": \"hunter22hunter22\", \"note\": \"hunter22hunter22 or open-token-99\"}\n"
        let little = Array(text.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = Array(text.utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let bytes = [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + little,
            [0xFE, 0xFF] + big, little,
        ][code]
        let environment = ["HF_TOKEN": "open-token-99"]
        var mask = EventMask(environment: environment)
        let argv = ["docker", "info"]
        let result = CommandResult(
            .exited(0), standardOutput: bytes, standardError: bytes)
        let trace = Trace(
            version: "0.1.0", arguments: [],
            events: [
                mask.masked(.process(argv, result)),
                mask.masked(.access(Recording.Exchange(.command(argv), .ended(result)))),
            ])
        for shown in [trace.text, trace.redacted(Identity(), environment: environment).text] {
            let plain = shown.replacing("\\u0000", with: "")
            #expect(!plain.contains("hunter22"))
            #expect(!plain.contains("open-token-99"))
        }
    }
}
