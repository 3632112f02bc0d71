import Synchronization

/// What a program says while it runs; the first bytes of each output are kept.
final class SaidText: Sendable {
    private static let limit = 1 << 20
    private let outputs = Mutex<[ProcessOutput: [UInt8]]>([:])

    func add(_ output: ProcessOutput, _ bytes: [UInt8]) {
        outputs.withLock { outputs in
            let room = Self.limit - (outputs[output]?.count ?? 0)
            outputs[output, default: []] += bytes.prefix(room)
        }
    }

    var standard: [UInt8] { outputs.withLock { $0[.standard] ?? [] } }

    /// The most letters of an output that a report holds.
    private static let shownLimit = 4000

    /// Adds what reports hold of a program that has run: its end, and the end of each output.
    ///
    /// - Parameter secrets: are taken out before a text is cut, of which a part would not be known.
    func add(to members: inout JSONObject, _ ending: ProcessOutcome?, _ secrets: Secrets) {
        var status: Int?
        if case .exited(let number)? = ending { status = number }
        members["returncode"] = .integer(orNull: status)
        for output in ProcessOutput.allCases {
            let text = secrets.masked(Sanitized.lines(outputs.withLock { $0[output] ?? [] }))
            members[output.rawValue] = .string(String(text.suffix(Self.shownLimit)))
        }
    }

    /// The last line that says something, of the errors first; secrets are taken out of the whole before.
    func lastLine(_ secrets: Secrets) -> String? {
        outputs.withLock { outputs in
            for output in [ProcessOutput.error, .standard] {
                let lines = secrets.masked(Sanitized.lines(outputs[output] ?? []))
                    .split(separator: "\n")
                let said = lines.last { !$0.allSatisfy(\.isWhitespace) }
                if let said { return DisplayWidth.cut(Sanitized.line(String(said)), to: 200) }
            }
            return nil
        }
    }
}
