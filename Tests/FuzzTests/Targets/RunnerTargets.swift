import MNCore

@testable import MNRunner
@testable import MNSim

extension FuzzTarget {
    static let runners = [
        FuzzTarget("runner", feedRunner), FuzzTarget("docker", feedDocker),
    ]

    /// A client of a served runner sends the bytes, at once and in pieces.
    private static func feedRunner(_ bytes: [UInt8]) throws {
        let whole = try answers(to: [bytes[...]])
        let split = try answers(to: pieces(bytes))
        // A client that sends its body late is told to.
        if split.firstRange(of: Array("100 Continue".utf8)) != nil { return }
        try promiseEqual(
            String(decoding: split, as: UTF8.self), String(decoding: whole, as: UTF8.self),
            "requests in pieces are answered as requests that come at once")
    }

    private static func answers(to pieces: [ArraySlice<UInt8>]) throws -> [UInt8] {
        var runner = ServedRunner(FakeRunners.usual, at: FakeRunners.start)
        runner.connect(1, at: FakeRunners.start)
        var output: [UInt8] = []
        for piece in pieces + [[]] {
            runner.receive(Array(piece), from: 1, at: FakeRunners.start)
            guard try take(&output, from: &runner) else { break }
        }
        runner.disconnect(1, at: FakeRunners.start)
        try FakeRunners.checkBooks(runner.state)
        return output
    }

    /// Takes what the runner sends until it waits; says whether it goes on.
    private static func take(
        _ output: inout [UInt8], from runner: inout ServedRunner
    ) throws(BrokenPromise) -> Bool {
        for _ in 0..<200_000 {
            switch runner.next(for: 1, at: FakeRunners.start) {
            case .send(let bytes): output += bytes
            case .wait: if !runner.rest(at: FakeRunners.start) { return true }
            case .close, .reset: return false
            }
        }
        throw BrokenPromise("an answer does not end")
    }

    /// Lines of words after `docker`, one command after the other.
    private static func feedDocker(_ bytes: [UInt8]) throws {
        var input = FuzzInput(bytes)
        let terminal = input.choose([nil, TerminalSize(columns: 80, rows: 24)])
        var docker = FakeDocker(FaultyRunner(FakeRunner(FakeRunners.usual, at: FakeRunners.start)))
        var now = FakeRunners.start
        for line in input.text.split(separator: "\n").prefix(6) {
            let words = line.split(separator: " ").map(String.init)
            let script = docker.run(
                DockerCall(["docker"] + words, terminal: terminal, input: ""), at: now)
            try FakeRunners.check(script)
            now += min(script.endAfter, .seconds(3600)) + .seconds(1)
            docker.runner.advance(to: now)
            try FakeRunners.checkBooks(docker.runner.runner.state)
        }
    }
}
