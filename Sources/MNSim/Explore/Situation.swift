package import MNCore
import MNSim

/// A scenario as a document: what is made up, changed, made smaller, and written down.
package struct Situation: Hashable, Sendable {
    package var members: JSONObject

    package init(_ members: JSONObject) { self.members = members }

    /// What belongs together in a scenario, and is exchanged for that of another.
    enum Part: CaseIterable {
        case machine, runner, files, user, steps

        var keys: [String] {
            switch self {
            case .machine: ["profile", "changes", "machineFaults", "tags"]
            case .runner: ["runner", "runnerAt", "runnerFaults", "docker", "services"]
            case .files: ["files", "links", "fileFaults", "heldUntilSeconds"]
            case .user: ["environment", "terminal"]
            case .steps: ["steps"]
            }
        }
    }

    /// Takes one part from another situation.
    mutating func take(_ part: Part, from other: Situation) {
        for key in part.keys { members[key] = other.members[key] }
    }

    /// The command lines, each with what goes wrong with it.
    package var steps: [JSONObject] {
        get { members["steps"]?.array?.compactMap(\.object) ?? [] }
        set { members["steps"] = .array(newValue.map { .object($0) }) }
    }

    /// The words after `mn` of a step; none where they are no list of words.
    static func words(_ step: JSONObject) -> [String] {
        Array((step["run"]?.array?.compactMap(\.string) ?? []).dropFirst())
    }

    /// What is said to `mn` itself, of the words behind it.
    static func options(_ words: [String]) -> ArraySlice<String> { words.prefix { $0 != "--" } }

    /// The words with more that are said to `mn` itself.
    static func adding(_ options: [String], to words: [String]) -> [String] {
        let own = Self.options(words)
        return own + options + words[own.endIndex...]
    }

    static func step(_ words: [String], afterSeconds pause: Int? = nil) -> JSONObject {
        var step: JSONObject = ["run": .strings(["mn"] + words)]
        if let pause { step["afterSeconds"] = .integer(pause) }
        return step
    }

    /// Whether its machine is one that could be: then its verdict can be held against others.
    package var isCoherent: Bool { members["tags"]?.array?.first == .string(Self.coherent) }
    static let coherent = "coherent"

    /// The same without anything that goes wrong.
    var withoutFaults: Situation {
        var calm = self
        for key in ["machineFaults", "runnerFaults", "fileFaults", "heldUntilSeconds"] {
            calm.members[key] = nil
        }
        calm.steps = steps.map { step in
            var step = step
            for key in ["machineFaults", "runnerFaults", "callFaults", "killed"] { step[key] = nil }
            return step
        }
        return calm
    }

    /// The same with other command lines.
    func playing(_ lines: [[String]]) -> Situation {
        var other = self
        other.steps = lines.map { Self.step($0) }
        return other
    }

    /// The scenario; nil if it is none, as may be where something was left out.
    func scenario(_ offers: [RegistryOffer]) -> Scenario? {
        try? Scenario(document: .object(members), name: "explore", offers: offers)
    }
}
