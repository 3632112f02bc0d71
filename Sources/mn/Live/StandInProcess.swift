#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem
import MNCore
import MNSandbox
import MNSim

/// This process where it was started in the name of another program, in a simulated machine.
struct StandInProcess {
    /// The most bytes of answers; evidence may be large.
    private static let limit = 256 << 20
    /// The most that is read for a command that takes what is typed.
    private static let inputLimit = 1 << 20

    private let standIn: StandIn
    private let argv: [String]
    private let log: String

    /// Nil where this program was started in its own name, or there are no answers for another.
    init?() {
        guard let start = unsafe mn_started_as() else { return nil }
        let path = unsafe String(cString: start)
        if path == "mn" || path.hasSuffix("/mn") { return nil }
        for file in StandInPlace.files(startedAs: path) {
            guard let bytes = try? RegularFile.read(file, limit: Self.limit),
                let standIn = try? StandIn.read(bytes, name: file)
            else { continue }
            self.standIn = standIn
            let words = ProcessArguments.arguments().0
            let known = standIn.recording.exchanges.first?.access
            if case .command(let recorded)? = known, let program = recorded.first {
                argv = [program] + words
            } else {
                argv = [String(path.split(separator: "/").last ?? "")] + words
            }
            log = file.split(separator: "/").dropLast(2).map { "/\($0)" }.joined() + "/log"
            return
        }
        return nil
    }

    /// Says what the program says, and ends as it does.
    func run() async -> Never {
        var answer = standIn.answer(argv)
        if answer.level == .unrecorded, let engine = standIn.engine {
            answer = await ask(engine) ?? answer
        }
        note(answer.level)
        switch answer.outcome {
        case .ended(let result):
            write(result.standardOutput, to: 1)
            write(result.standardError, to: 2)
            switch result.ending {
            case .exited(let code): exit(Int32(truncatingIfNeeded: code & 0xFF))
            case .signalled(let signal):
                mn_end_by(Int32(clamping: signal))
                exit(128 + Int32(clamping: signal))
            default: exit(1)
            }
        case .timedOut: mn_pause()
        case .failed(let error):
            write(Array("\(argv[0]): \(error)\n".utf8), to: 2)
            exit(126)
        default:
            let secrets = Secrets(environment: ProcessArguments.environment().all)
            let words = StandIn.complaint(argv, on: standIn.machine, secrets: secrets)
            write(Array(words.utf8), to: 2)
        }
        exit(127)
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        // A reader that has gone wants no more, and a full disk is the user's.
        do { try writeAll(bytes, to: descriptor) } catch { exit(1) }
    }

    /// Adds a line to the log of the run; without it the run goes on.
    private func note(_ level: MachinePlan.Level) {
        let line = StandInLine(argv: argv, level: level).text
        guard let file = try? OwnedDescriptor.opened(log, O_WRONLY | O_APPEND) else { return }
        try? file.writeAll(Array(line.utf8))
    }

    /// Asks the engine of the run; nil if it is not there, or does not do such a command.
    private func ask(_ engine: StandIn.Engine) async -> StandIn.Answer? {
        var variables = ProcessArguments.environment()
        if variables["MODEL_RUNNER_HOST"] == engine.address {
            variables["MODEL_RUNNER_HOST"] = nil
        }
        let takesInput = argv.contains("run") && isatty(0) == 0
        let call = DockerCall(
            argv, environment: variables, input: takesInput ? Self.input() : nil)
        let request = HTTPRequest(
            "POST", engine.path, headers: ["Content-Type": "application/json"],
            body: Array(call.console.text(.canonical).utf8))
        let collector = ResponseCollector(limit: Self.limit)
        do throws(TransportFault) {
            try await LiveHTTP().exchange(
                request, with: Endpoint(host: "127.0.0.1", port: engine.port),
                patience: .seconds(60), limit: nil, collector.take)
        } catch {
            return nil
        }
        return collector.response.flatMap { CommandScript.outcome(console: $0.body) }
            .map { StandIn.Answer(outcome: $0, level: .runner) }
    }

    private static func input() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < inputLimit {
            let count = unsafe read(0, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
