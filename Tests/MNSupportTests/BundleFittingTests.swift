import MNCore
import MNSim
import MNSupport
import Testing

@Suite("What a bundle leaves out")
struct BundleFittingTests {
    private func bundle(_ events: [Trace.Event]) -> Bundle {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.run = Trace(
            version: "0.1.0", arguments: ["model", "list"], events: events, exitCode: 1)
        bundle.logs = [.init(source: "docker model logs", lines: ["a", "b"])]
        return bundle
    }

    @Test("Long answers are shortened at a line, and it is said how much is lacking")
    func shortens() throws {
        let line = Array("0123456789\n".utf8)
        let long = Array(repeatElement(line, count: 100_000).joined())
        let fitted = bundle([.read(path: "/m/x", .success(long)), .printed(.error, "mn: no.\n")])
            .fitted()
        let run = try #require(fitted.run)
        guard case .shortened(.read(_, .success(let bytes)), let lost) = run.events[0] else {
            Issue.record("not shortened: \(run.events[0])")
            return
        }
        #expect(bytes.count + lost == long.count)
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(run.printed(.error) == "mn: no.\n")
        #expect(fitted.gaps.map(\.section) == [.run])
        #expect(fitted.text.utf8.count < Bundle.sizeLimit)
        #expect(try Bundle.read(Array(fitted.text.utf8), name: "b") == fitted)
    }

    @Test("Of many events the beginning and the end stay")
    func keepsHeadAndEnd() throws {
        let events = (0..<40_000).map { Trace.Event.read(path: "/m/\($0)", .success([65])) }
        var whole = bundle(events)
        whole.timing = Array(0...events.count)
        let fitted = whole.fitted()
        let run = try #require(fitted.run)
        #expect(run.events.first == events.first)
        #expect(run.events.last == events.last)
        let cuts = run.events.compactMap { if case .cut(let count, _) = $0 { count } else { nil } }
        #expect(cuts.count == 1)
        #expect(run.events.count - 1 + cuts.reduce(0, +) == events.count)
        // Of each event the time, and of the exit.
        #expect(fitted.timing.count == 3072 || fitted.timing.count == run.events.count + 1)
        #expect(fitted.text.utf8.count < Bundle.sizeLimit)
        let small = bundle([.read(path: "/m/x", .success([65]))])
        #expect(small.fitted() == small)
    }

    @Test("What is dropped is gone, and said to be")
    func drops() throws {
        let whole = bundle([.read(path: "/m/x", .success(Array("secret".utf8)))])
        for pointer in ["/logs", "/logs/0", "/logs/0/lines/0", "/run", "/run/1", "/run/1/text"] {
            let place = try #require(JSONPointer(parsing: pointer))
            let less = try whole.dropping(place)
            #expect(less.gaps.count == 1, "\(pointer)")
            #expect(try Bundle.read(Array(less.text.utf8), name: "b") == less)
            let gone = pointer.hasPrefix("/run") ? "secret" : "\"a\""
            #expect(!less.text.contains(gone), "\(pointer): \(less.text)")
        }
        for pointer in [
            "/manifest", "/nothing", "/run/0", "/run/99", "/logs/0/source/x", "/run/1/t",
        ] {
            let place = try #require(JSONPointer(parsing: pointer))
            #expect(throws: BundleFault.self, "\(pointer)") { try whole.dropping(place) }
        }
    }
}
