import Synchronization

/// What a program says while it runs; the first bytes of each output are kept.
final class SaidText: Sendable {
    private static let limit = 1 << 20
    private let outputs = Mutex<[ProgramOutput: [UInt8]]>([:])

    func add(_ output: ProgramOutput, _ bytes: [UInt8]) {
        outputs.withLock { outputs in
            let room = Self.limit - (outputs[output]?.count ?? 0)
            outputs[output, default: []] += bytes.prefix(room)
        }
    }

    var standard: [UInt8] { outputs.withLock { $0[.standard] ?? [] } }

    /// The last line that says something, of the errors first.
    var lastLine: String? {
        outputs.withLock { outputs in
            for output in [ProgramOutput.error, .standard] {
                let lines = Printable.lines(outputs[output] ?? []).split(separator: "\n")
                let said = lines.last { !$0.allSatisfy(\.isWhitespace) }
                if let said { return DisplayWidth.cut(Printable.line(String(said)), to: 200) }
            }
            return nil
        }
    }
}
