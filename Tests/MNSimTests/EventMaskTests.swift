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
}
