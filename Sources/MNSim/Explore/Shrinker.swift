import MNCore
import MNSim

/// Makes the situation of a finding as small as it can be while it breaks the same in the same way.
///
/// Parts of the document are left out, the larger ones first, until nothing more can be (hierarchical delta
/// debugging). What would break something else is no step on the way; it is told as a finding of its own.
struct Shrinker {
    /// The most situations that are tried for one finding.
    static let testLimit = 600

    private let finding: Finding
    private let laboratory: Laboratory
    private var situation: Situation
    private var tests = 0
    /// Other findings that were met on the way.
    private(set) var slips: [Finding] = []

    init(_ finding: Finding, _ laboratory: Laboratory) {
        self.finding = finding
        self.laboratory = laboratory
        situation = finding.original
    }

    /// The finding with its smallest situation; as it was, if it is not met again.
    mutating func shrunk() -> Finding {
        var result = finding
        guard holds(situation) else { return result }
        var before: Situation
        repeat {
            before = situation
            dropSteps()
            dropMembers(at: [])
            for index in situation.steps.indices { dropWords(index) }
        } while situation != before && tests < Self.testLimit
        result.minimal = situation
        result.tests = tests
        return result
    }

    private mutating func holds(_ candidate: Situation) -> Bool {
        tests += 1
        guard tests <= Self.testLimit, let played = laboratory.play(candidate) else { return false }
        let found = finding.invariant.findings(played, laboratory, run: finding.run)
        if found.contains(where: { $0.identity == finding.identity }) { return true }
        for slip in found where !slips.contains(where: { $0.identity == slip.identity }) {
            slips.append(slip)
        }
        return false
    }

    private mutating func take(_ candidate: Situation) -> Bool {
        guard holds(candidate) else { return false }
        situation = candidate
        return true
    }

    private mutating func dropSteps() {
        for index in situation.steps.indices.reversed() where situation.steps.count > 1 {
            guard index < situation.steps.count else { continue }
            var candidate = situation
            candidate.steps.remove(at: index)
            _ = take(candidate)
        }
    }

    /// What must stay for it to be a scenario.
    private static let kept: Set<String> = ["schema", "steps", "run"]

    /// Leaves out members and elements below a place, the larger ones first.
    private mutating func dropMembers(at path: [String]) {
        let pointer = JSONPointer(path)
        guard let value = JSON.object(situation.members)[pointer] else { return }
        switch value {
        case .object(let object):
            for key in object.members.map(\.key).reversed() {
                if Self.kept.contains(key) {
                    if key == "steps" { dropMembers(at: path + [key]) }
                    continue
                }
                if !drop(path + [key]) { dropMembers(at: path + [key]) }
            }
        case .array(let elements):
            if path == ["steps"] {
                for index in elements.indices { dropMembers(at: path + ["\(index)"]) }
                return
            }
            dropElements(at: path, elements.count)
        default: return
        }
    }

    /// Leaves out elements of an array: halves, quarters, and so on.
    private mutating func dropElements(at path: [String], _ count: Int) {
        var size = max(count / 2, 1)
        while true {
            var start = 0
            while let elements = JSON.object(situation.members)[JSONPointer(path)]?.array,
                start < elements.count
            {
                var fewer = elements
                fewer.removeSubrange(start..<min(start + size, elements.count))
                var candidate = situation
                candidate.members = candidate.members.setting(.array(fewer), at: path[...])
                if !take(candidate) { start += size }
            }
            if size == 1 { break }
            size /= 2
        }
        let left = JSON.object(situation.members)[JSONPointer(path)]?.array?.count ?? 0
        for index in 0..<left { dropMembers(at: path + ["\(index)"]) }
    }

    private mutating func drop(_ path: [String]) -> Bool {
        var candidate = situation
        candidate.members = candidate.members.setting(nil, at: path[...])
        return take(candidate)
    }

    private mutating func dropWords(_ step: Int) {
        var words = Situation.words(situation.steps[step])
        for index in words.indices.reversed() where index > 0 {
            var fewer = words
            fewer.remove(at: index)
            var candidate = situation
            candidate.steps[step]["run"] = .strings(["mn"] + fewer)
            if take(candidate) { words = fewer }
        }
    }
}

extension JSONObject {
    /// The object with another value at a place below it; nil leaves it out.
    fileprivate func setting(_ value: JSON?, at path: ArraySlice<String>) -> JSONObject {
        guard let key = path.first else { return self }
        var changed = self
        changed[key] = self[key].flatMap { $0.setting(value, at: path.dropFirst()) }
        return changed
    }
}

extension JSON {
    fileprivate func setting(_ value: JSON?, at path: ArraySlice<String>) -> JSON? {
        guard let key = path.first else { return value }
        switch self {
        case .object(let object): return .object(object.setting(value, at: path))
        case .array(var elements):
            guard let index = Int(key), elements.indices.contains(index) else { return self }
            if let changed = elements[index].setting(value, at: path.dropFirst()) {
                elements[index] = changed
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        default: return self
        }
    }
}
