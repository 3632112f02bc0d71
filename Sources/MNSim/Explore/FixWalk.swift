import MNCore
import MNSim
import MNSupport

/// What a message tells its reader to do.
package enum Fix {
    /// The command lines of `mn` in a fix, each without that word; not those with words to fill in.
    package static func commands(_ fix: String) -> [[String]] {
        var rest = Substring(fix)
        // Of a fix a sentence may say what it is for: "Next: mn …".
        while let colon = rest.firstRange(of: ": "), !rest.hasPrefix("mn ") {
            rest = rest[colon.upperBound...]
        }
        return String(rest).split(separator: " && ").compactMap { part in
            guard part.hasPrefix("mn "), let words = try? ShellWords.words(of: String(part)) else {
                return nil
            }
            let hasGap = words.contains { word in
                word.contains("[") || word.contains("…")
                    || word == word.uppercased() && word != word.lowercased()
            }
            return hasGap ? nil : Array(words.dropFirst())
        }
    }
}

/// Does what messages say to do, one after another.
struct FixWalk {
    private let laboratory: Laboratory
    /// The most steps that lead to an end: health, or something that a person does.
    private static let depth = 4
    /// The most commands: a context that is halved again and again is one step on the way.
    private static let longest = 16

    private static func withoutNumbers(_ command: [String]) -> [String] {
        command.filter { Int($0) == nil }
    }

    init(_ laboratory: Laboratory) { self.laboratory = laboratory }

    /// The first way that leads back to where it came from, or on and on; nil if there is none.
    func circle(after played: Played) -> Invariant.Violation? {
        guard let (index, result, told) = played.ended.last, result.exitCode != 0,
            index == played.run.steps.count - 1
        else { return nil }
        return walk(played, told, path: [result.arguments], from: index)
    }

    private func walk(
        _ played: Played, _ told: RunFindings, path: [[String]], from step: Int
    ) -> Invariant.Violation? {
        for fix in told.allFixes.flatMap(Fix.commands) {
            if path.contains(fix) {
                let way = (path + [fix]).map { "mn " + CommandWords.line($0) }
                return Invariant.Violation(step, "circle", way.joined(separator: " → "))
            }
            guard Set((path + [fix]).map(Self.withoutNumbers)).count <= Self.depth + 1,
                path.count <= Self.longest
            else {
                let way = (path + [fix]).map { "mn " + CommandWords.line($0) }
                return Invariant.Violation(step, "endless", way.joined(separator: " → "))
            }
            var next = played.situation
            next.steps.append(Situation.step(fix))
            guard let then = laboratory.play(next), then.run.steps.count == next.steps.count,
                let last = then.run.steps.last, last.exitCode != 0, let now = then.findings.last
            else { continue }
            if let circle = walk(then, now, path: path + [fix], from: step) { return circle }
        }
        return nil
    }
}
