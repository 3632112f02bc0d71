import MNCore
import Synchronization
import TestSupport
import Testing

@testable import MNSim

/// How runs are recorded, event by event.
@Suite struct `A recording` {
    private static let runs = "/m/runs"

    private static func world(
        _ files: MemoryFiles, _ recordings: MemoryRecordings?,
        _ environment: [String: String] = [:], seed: UInt64 = 1, time: any Time = VirtualTime()
    ) -> World {
        var world = World(
            machine: ReplayMachine(Recording(), rest: .absent), http: NoServices(),
            processes: NoServices(), files: files, terminal: SilentTerminal(width: nil),
            time: time, environment: environment.merging(["MN_HOME": "/m"]) { mine, _ in mine })
        world.recordings = recordings
        world.seed = seed
        return world
    }

    private static let header = Trace(version: "1", arguments: ["model", "doctor"])

    private static func said(_ text: String) -> Trace.Event {
        .process(["w"], CommandResult(.exited(0), standardOutput: Array(text.utf8)))
    }

    private static func text(_ files: MemoryFiles) -> String {
        files.all.filter { $0.key.hasPrefix(runs) }.sorted { $0.key < $1.key }
            .map { String(decoding: $0.value, as: UTF8.self) }.joined()
    }

    @Test func `holds each event before its answer is used`() async throws {
        let files = MemoryFiles(["/there": [104, 105]])
        let world = Self.world(files, MemoryRecordings(files))
        let recorder = try #require(FlightRecorder(in: world, header: Self.header))
        let tracer = Tracer(world, keeps: false, listener: recorder.note)
        let traced = tracer.world
        #expect(Self.text(files).hasSuffix("\"width\":null}\n"))
        _ = await traced.machine.answer(.file("/x"), within: .seconds(1))
        #expect(
            Self.text(files).hasSuffix(
                "{\"at\":0,\"file\":\"/x\",\"outcome\":\"absent\",\"t\":\"access\"}\n"))
        _ = try traced.files.read("/there", limit: 9)
        #expect(Self.text(files).hasSuffix("\"text\":\"hi\"}\n"))
        _ = traced.environment["NONE"]
        #expect(Self.text(files).hasSuffix("\"t\":\"variable\",\"value\":null}\n"))
        traced.terminal.write("shown")
        #expect(Self.text(files).hasSuffix("\"text\":\"shown\"}\n"))
        #expect(tracer.trace([], exit: .done, version: "").events == [])
        #expect(!recorder.end(nil))
        #expect(Self.text(files) == "")
    }

    @Test func `is read back with its times, alive, ended or broken off`() throws {
        let time = SteppedTime()
        let files = MemoryFiles([:])
        let world = Self.world(files, MemoryRecordings(files), time: time)
        let recorder = try #require(FlightRecorder(in: world, header: Self.header))
        time.step(.milliseconds(1500))
        recorder.note(.printed(.standard, "a"))
        var found = try #require(FlightRecordings.all(in: world).first)
        #expect(found.isAlive && found.trace.exitCode == nil)
        #expect(found.times == [1500])
        time.step(.milliseconds(500))
        #expect(recorder.end(.notCompatible))
        found = try #require(FlightRecordings.all(in: world).first)
        #expect(!found.isAlive)
        #expect(found.trace.exitCode == ExitCode.notCompatible.rawValue)
        #expect(found.times == [1500, 2000])
        #expect(found.trace.arguments == ["model", "doctor"])
        files.place(Array((files.all[found.path] ?? []).dropLast(5)), at: found.path)
        found = try #require(FlightRecordings.all(in: world).first)
        #expect(found.trace.exitCode == nil)
        #expect(found.trace.events.last == .cut(events: 1, bytes: 27))
        // One that cannot be read is said to be there.
        files.place(Array("{\"t\":".utf8), at: found.path)
        let all = FlightRecordings.found(in: world)
        #expect(all.recordings.isEmpty)
        #expect(all.unreadable == [found.name])
    }

    @Test func `is one of three at most, and none that goes on is removed`() throws {
        let others = [
            "recording-1.jsonl", "recording-20260101T000000000000Z-00000g.jsonl", "talker-1",
            "recording-20260101T000000000000Z-000000.txt",
            "recording-20260101T000000000000Z-000000.x.jsonl",
        ].map { "\(Self.runs)/\($0)" }
        let files = MemoryFiles(Dictionary(uniqueKeysWithValues: others.map { ($0, [1]) }))
        let recordings = MemoryRecordings(files)
        var alive: [FlightRecorder] = []
        for seed in 1...9 {
            let world = Self.world(files, recordings, seed: UInt64(seed))
            let recorder = try #require(FlightRecorder(in: world, header: Self.header))
            if seed < 3 { alive.append(recorder) } else { #expect(recorder.end(.failed)) }
        }
        let world = Self.world(files, recordings)
        func seeds() -> [String] {
            FlightRecordings.all(in: world).map { String($0.name.dropLast(6).suffix(1)) }
        }
        #expect(seeds() == ["9", "8", "7", "2", "1"])
        #expect(
            FlightRecordings.all(in: world).map(\.isAlive) == [false, false, false, true, true])
        recordings.kill()
        FlightRecordings.prune(in: world)
        #expect(seeds() == ["9", "8", "7"])
        for path in others { #expect(files.all[path] == [1]) }
    }

    @Test func `keeps its beginning and its end, killed or not`() throws {
        let files = MemoryFiles([:])
        let recordings = MemoryRecordings(files)
        let world = Self.world(files, recordings)
        let recorder = try #require(FlightRecorder(in: world, header: Self.header))
        var sizes: [Int] = []
        let count = 9000
        for number in 0..<count {
            recorder.note(Self.said("\(number) " + String(repeating: "x", count: 1000)))
            if number % 100 == 0 { sizes.append(files.all.values.reduce(0) { $0 + $1.count }) }
        }
        #expect(try #require(sizes.max()) <= 4 << 20)
        func check(_ exit: Int?) throws {
            let found = try #require(FlightRecordings.all(in: world).first)
            #expect(found.trace.exitCode == exit)
            #expect(found.trace.isPartial)
            let cuts = found.trace.events.indices.filter {
                if case .cut = found.trace.events[$0] { true } else { false }
            }
            let place = try #require(cuts.first)
            #expect(cuts == [place])
            guard case .cut(let events, let bytes) = found.trace.events[place] else { return }
            #expect(found.trace.events.count - 1 + events == count)
            #expect(bytes > events * 1000)
            #expect(
                found.trace.events.first == Self.said("0 " + String(repeating: "x", count: 1000)))
            #expect(
                found.trace.events.last
                    == Self.said("\(count - 1) " + String(repeating: "x", count: 1000)))
            let tail = found.trace.events.count - place
            #expect(tail > 900 && place > 1800)
            #expect(found.times.count == found.trace.events.count + (exit == nil ? 0 : 1))
        }
        try check(nil)
        #expect(recorder.end(.failed))
        #expect(files.all.count == 1)
        try check(1)
        #expect(Self.text(files).utf8.count <= 4 << 20)
    }

    @Test func `that was killed is removed with its parts`() throws {
        let files = MemoryFiles([:])
        let recordings = MemoryRecordings(files)
        for seed in 1...5 {
            let world = Self.world(files, recordings, seed: UInt64(seed))
            let recorder = try #require(FlightRecorder(in: world, header: Self.header))
            for _ in 0..<40 { recorder.note(Self.said(String(repeating: "y", count: 100_000))) }
            recordings.kill()
        }
        let world = Self.world(files, recordings)
        FlightRecordings.prune(in: world)
        #expect(FlightRecordings.all(in: world).count == 3)
        #expect(files.all.keys.filter { $0.contains("-000001") || $0.contains("-000002") } == [])
    }

    @Test func `has no line that is too long`() throws {
        let files = MemoryFiles([:])
        let world = Self.world(files, MemoryRecordings(files))
        let recorder = try #require(FlightRecorder(in: world, header: Self.header))
        let lines = (0..<50_000).map { "line \($0)\n" }.joined()
        recorder.note(Self.said(lines))
        recorder.note(.printed(.error, String(repeating: "é\u{1}", count: 300_000)))
        recorder.note(.read(path: "/x", .success([UInt8](repeating: 0xFF, count: 900_000))))
        recorder.note(
            .list(path: "/x", .success((0..<60_000).map { "name-\($0)" })))
        #expect(recorder.end(.failed))
        let text = Self.text(files)
        #expect(
            text.split(separator: "\n").allSatisfy { $0.utf8.count <= FlightRecorder.lineLimit })
        let trace = try #require(FlightRecordings.all(in: world).first).trace
        guard case .shortened(.process(_, let result), let bytes)? = trace.events.first else {
            Issue.record("\(trace.events.first.map { "\($0)".prefix(100) } ?? "")")
            return
        }
        let kept = String(decoding: result.standardOutput, as: UTF8.self)
        #expect(kept.hasPrefix("line 0\nline 1\n") && kept.hasSuffix("line 49998\nline 49999\n"))
        #expect(kept.utf8.count + bytes == lines.utf8.count)
        guard case .cut(events: 1, _)? = trace.events.last else {
            Issue.record("a list of so many names is left out")
            return
        }
    }

    // MARK: - Secrets

    private static let token = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"

    private static func recorded(_ events: Trace.Event..., arguments: [String] = []) throws
        -> String
    {
        let files = MemoryFiles([:])
        let world = world(files, MemoryRecordings(files), ["WORKER_TOKEN": token])
        let header = Trace(version: "1", arguments: arguments)
        let recorder = try #require(FlightRecorder(in: world, header: header))
        for event in events { recorder.note(event) }
        #expect(recorder.end(.failed))
        // What was written is a trace.
        _ = try #require(FlightRecordings.all(in: world).first)
        return text(files)
    }

    private static func answered(_ text: String, _ fault: TransportFault? = nil) -> Trace.Event {
        .call(
            HTTPRequest("GET", "/health?token=hunter2-asked"), Endpoint(host: "localhost", port: 9),
            HTTPOutcome(
                HTTPResponse(
                    HTTPResponseHead(status: 200, headers: ["Set-Cookie": "hunter2-cookie"]),
                    body: Array(text.utf8)), fault))
    }

    @Test func `holds no secret of a variable, in whatever form`() throws {
        let encoded = Base64.encode(Array(Self.token.utf8))
        let text = try Self.recorded(
            .variable("WORKER_TOKEN", Self.token), .printed(.error, "with \(Self.token)\n"),
            Self.said("in base64 \(encoded) \"\(Self.token)\""), Self.answered(Self.token),
            .read(path: "/\(Self.token)/x", .failure(FileFault("/\(Self.token)", .denied))),
            .access(.init(.environment("X"), .value("a \(Self.token) b"))),
            .access(.init(.command(["c"]), .failed("said \(Self.token)"))),
            arguments: ["run", "--api-key", "hunter2-word", Self.token])
        #expect(!text.contains(Self.token))
        #expect(!text.contains(encoded.prefix(30)))
        #expect(!text.contains("hunter2"))
        #expect(text.contains("[redacted]"))
    }

    @Test func `holds no secret that a document tells, from that on`() throws {
        let file = #"{"db": {"password": "Quelle-7731"}, "x": 1, "x": 2}"#
        let text = try Self.recorded(
            .read(path: "/c.json", .success(Array(file.utf8))), Self.said("with Quelle-7731\n"),
            Self.answered(#"{"api_key": "Sommer-1234"}"#), .printed(.standard, "Sommer-1234\n"))
        #expect(!text.contains("Quelle-7731") && !text.contains("Sommer-1234"))
        #expect(text.contains("with "))
    }

    @Test func `holds no secret over lines, in other letters, or by half`() throws {
        let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----\n"
        let bytes =
            Array(#"{"name": "M"#.utf8) + [0xFC] + Array(#"ller", "password": "geheim-4711"}"#.utf8)
        let half = String(Self.token.prefix(20))
        let text = try Self.recorded(
            Self.answered("ready\npassword:\nhunter2-xyz\n"), Self.answered(key),
            .read(path: "/c.json", .success(bytes)), .printed(.error, "it said:\n\(key)"),
            .process(
                ["w"],
                CommandResult(
                    .exited(0), standardOutput: Array("first line\n\(half)".utf8), isTruncated: true
                )), Self.answered("a line\n\(half)", .cut))
        for secret in ["hunter2-xyz", "MIIEvQIBADANBgkq", "geheim-4711", half] {
            #expect(!text.contains(secret))
        }
        #expect(text.contains("ready") && text.contains("first line") && text.contains("a line"))
        #expect(!text.contains("base64"))
    }

    @Test func `keeps what is no secret byte by byte`() throws {
        let bytes: [UInt8] = [0xFF, 0x00, 0x10, 0x86, 0xDE, 0x10]
        let files = MemoryFiles([:])
        let world = Self.world(files, MemoryRecordings(files))
        let recorder = try #require(FlightRecorder(in: world, header: Self.header))
        let event = Trace.Event.access(.init(.file("/sys/config"), .bytes(bytes)))
        recorder.note(event)
        #expect(recorder.end(.failed))
        #expect(try #require(FlightRecordings.all(in: world).first).trace.events == [event])
    }
}

/// A clock that is moved by hand.
private final class SteppedTime: Time {
    private let moment = Mutex(Duration.zero)

    var now: Duration { moment.withLock(\.self) }
    var sinceEpoch: Duration { now }
    func step(_ duration: Duration) { moment.withLock { $0 += duration } }
    func sleep(for duration: Duration) async {}
}
