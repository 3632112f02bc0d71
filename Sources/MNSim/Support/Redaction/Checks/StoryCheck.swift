import MNCore
import MNSim

/// Whether a run without what is private tells the same as the run did: the same exit code, the same rulings,
/// the same words but for stand-ins, at any width.
struct StoryCheck {
    enum Result: Hashable {
        case passed
        /// A part of the run is left out, and it is told up to there.
        case cut(String)
        case differs(String)
        /// The run as it was cannot be told either.
        case untold(String)

        /// As it stands among the checks.
        var words: (result: String, detail: String) {
            switch self {
            case .passed: ("passed", "")
            case .cut(let detail): ("cut", detail)
            case .differs(let detail): ("differs", detail)
            case .untold(let detail): ("untold", detail)
            }
        }
    }

    /// The run with what its replay prints.
    let settled: Trace
    /// Whether it does: then all that stands there comes from what can be told.
    let isSettled: Bool
    let result: Result

    init(
        _ raw: Trace, _ redacted: Trace, _ projection: Projection, in base: World,
        program: @escaping ScenarioRun.Program
    ) {
        settled = TraceReplay.settled(redacted, in: base, program: program)
        var (first, second) = (raw, redacted)
        // How lines and tables break depends on the lengths of names.
        first.width = nil
        second.width = nil
        let again = TraceReplay.replay(of: second, in: base, program: program)
        isSettled =
            again.map { $0.unanswered == nil && $0.trace.exitCode == redacted.exitCode } ?? false
        guard let told = TraceReplay.replay(of: first, in: base, program: program) else {
            result = .untold("The run as it was comes to no end.")
            return
        }
        if let question = told.unanswered {
            result = .untold("The run as it was does not answer '\(projection.told(question))'.")
            return
        }
        if let was = raw.exitCode, let now = told.trace.exitCode, was != now {
            result = .untold("The run as it was ends with \(now) when it is told, not with \(was).")
            return
        }
        let difference: String? =
            if let again {
                again.unanswered.map { "It asks '\($0)', which is not answered." }
                    ?? Self.difference(told.trace, again.trace, projection)
            } else {
                "It comes to no end."
            }
        let isCut = raw.isPartial || raw.events.contains(where: \.isShortened)
        result =
            switch difference {
            case nil where isCut: .cut("The run is told as far as it was kept.")
            case nil: .passed
            case let difference? where isCut: .cut(difference)
            case let difference?: .differs(difference)
            }
    }

    private static func difference(
        _ raw: Trace, _ redacted: Trace, _ projection: Projection
    ) -> String? {
        if raw.exitCode != redacted.exitCode {
            return "It ends with \(number(redacted.exitCode)), not with \(number(raw.exitCode))."
        }
        if rulings(raw) != rulings(redacted) { return "Other rules decide." }
        for (name, output) in [
            ("standard output", ProcessOutput.standard), ("standard error", .error),
        ] {
            // Both go the same road: words of the program's own may look private too.
            let (old, new) = (
                lines(projection.told(raw.printed(output))),
                lines(projection.told(redacted.printed(output)))
            )
            let different = zip(old, new).enumerated().first {
                !isAlike($0.element.0, $0.element.1)
            }
            if different == nil, old.count == new.count { continue }
            let line = different?.offset ?? min(old.count, new.count)
            let (was, now) = (quoted(old, line), quoted(new, line))
            return "Line \(line + 1) of \(name) would be \(was), and is \(now)."
        }
        return nil
    }

    /// Whether two lines are alike; where both are cut to a length, up to there, and where one is, as far as that
    /// goes: a stand-in may be shorter than its word.
    static func isAlike(_ old: String, _ new: String) -> Bool {
        if old == new { return true }
        switch (old.firstIndex(of: "…"), new.firstIndex(of: "…")) {
        case (let a?, let b?):
            guard old[a...] == new[b...] else { return false }
            let (left, right) = (old[..<a].split(separator: " "), new[..<b].split(separator: " "))
            let count = min(left.count, right.count) - 1
            return count > 0 && left.prefix(count) == right.prefix(count)
        case (let end?, nil): return isBeginning(old, to: end, of: new)
        case (nil, let end?): return isBeginning(new, to: end, of: old)
        case (nil, nil): return false
        }
    }

    /// Whether the whole words of a line before its cut are those with which another begins, and what stands behind
    /// the cut ends both.
    private static func isBeginning(
        _ line: String, to cut: String.Index, of other: String
    ) -> Bool {
        let words = line[..<cut].split(separator: " ").dropLast()
        return !words.isEmpty && other.split(separator: " ").starts(with: words)
            && other.hasSuffix(line[line.index(after: cut)...])
    }

    private static func quoted(_ lines: [String], _ line: Int) -> String {
        guard line < lines.count else { return "lacking" }
        // Half a word would be one that nobody knows.
        var shown = ""
        for word in lines[line].split(separator: " ") where shown.utf8.count + word.utf8.count < 120
        {
            shown += (shown.isEmpty ? "" : " ") + word
        }
        return "'\(shown)'"
    }

    private static func number(_ code: Int?) -> String { code.map(String.init) ?? "no word" }

    private static func rulings(_ trace: Trace) -> [[String]] {
        trace.events.compactMap {
            if case .rule(_, let rule, let status) = $0 { [rule, status] } else { nil }
        }
    }

    /// The lines of a text without what depends on the letters and lengths of the words in them.
    static func lines(_ text: String) -> [String] {
        let text = (TextRedaction.document(text).map { $0.text(.canonical) } ?? text).lowercased()
        return unsuggested(text).split(separator: "\n").map {
            // The home of a run is written as `~`, that of a text that it read is not.
            withoutUsers(
                unnumbered(unplaced($0.split(whereSeparator: \.isWhitespace)))
                    .replacing("/home/user", with: "~")
                    // An address is told without its user.
                    .replacing("\(Secrets.mask)@", with: "").replacing("user@", with: ""))
        }.filter { !$0.isEmpty }
    }

    /// The text without the user of an address of mail in a path or pointer, where the redaction takes its host
    /// alone for private.
    private static func withoutUsers(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        return text.split(separator: "/", omittingEmptySubsequences: false).enumerated()
            .map { index, part in
                let name = part.prefix { $0.isLetter || $0.isNumber || "._+-".contains($0) }
                let isUser =
                    index > 0 && name.endIndex < part.endIndex && part[name.endIndex] == "@"
                return isUser ? part[part.index(after: name.endIndex)...] : part
            }.joined(separator: "/")
    }

    /// The text without each name that is near to another, which depends on the letters of that.
    private static func unsuggested(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "did you mean '"),
            let end = rest[start.upperBound...].firstRange(of: "'?")
        {
            result += rest[..<start.lowerBound]
            rest = rest[end.upperBound...]
            if result.hasSuffix("\""), rest.hasPrefix("\",") {
                // One of several fixes.
                result.removeLast()
                rest = rest.dropFirst(2)
            }
            while let last = result.last, last == " " || last == ";" { result.removeLast() }
        }
        return result + rest
    }

    /// The words of a line, without the columns of a file, which stand-ins move.
    private static func unplaced(_ words: [Substring]) -> String {
        var last: Substring = ""
        return words.map { word in
            defer { last = word }
            if last == "column" { return word.drop { ("0"..."9").contains($0) } }
            // `manifest.json:1:59`
            let parts = word.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].contains("."),
                parts[1...].allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) })
            else { return word }
            return word.dropLast(parts[2].count)
        }.joined(separator: " ")
    }

    /// A line with one stand-in for all: what other programs say, `mn` masks itself and counts from one, and parts of
    /// a document are other words in a line.
    private static func unnumbered(_ line: String) -> String {
        let bytes = Array(line.utf8)
        var result: [UInt8] = []
        var end = 0
        for range in WordScan(bytes) {
            // `w3-1`
            let word = PublicWord.numbered(Array(bytes[range]))?.stem ?? Array(bytes[range])
            let isAddress = bytes[..<range.lowerBound].suffix(8).elementsEqual("192.0.2.".utf8)
            guard isAddress || PublicWord.isStandIn(word) else { continue }
            result += bytes[end..<range.lowerBound]
            if !isAddress { result += "user".utf8 }
            end = range.lowerBound + word.count
        }
        return String(decoding: result + bytes[end...], as: UTF8.self)
    }
}

extension Trace.Event {
    fileprivate var isShortened: Bool { if case .shortened = self { true } else { false } }
}
