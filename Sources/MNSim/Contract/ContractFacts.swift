import MNCore

/// What a contract suite knows of a runner, and the names it uses there; fills the holes of checks.
package struct ContractFacts: Hashable, Sendable {
    /// The model that is pulled if nothing else is said: the smallest of the catalog.
    package static let defaultModel = "ai/smollm2:135M-Q4_K_M"

    /// The model that is pulled, as it is asked for.
    package let model: String
    /// Its tag as a runner of today stores it: `docker.io/ai/smollm2:135M-Q4_K_M`.
    let tag: String
    /// Its manifest digest, once it is there.
    var id: String?
    /// The backend that runs it, once that is known.
    var backend = "llama.cpp"
    /// What the runner says it is; nil before it told, or if it does not.
    var release: RunnerRelease?
    /// What stands before the runner's paths, and perhaps before those that it tells.
    var prefix = ""
    /// A name under which no runner has a model.
    var unknown = "mn-contract/nosuch"
    /// The name that the model is given besides, in its two parts.
    var secondRepository = "mn-contract/check"
    var secondTag = "one"

    /// Nil where a runner would find the reference malformed, and for an id.
    package init?(model: String) {
        guard !RunnerReference.isID(model),
            let reference = RunnerReference(
                parsing: RunnerReference.normalised(model, ids: [])), !reference.isDigest
        else { return nil }
        self.model = model
        tag = reference.text
    }

    /// The name that the model is given besides.
    package var secondName: String { "\(secondRepository):\(secondTag)" }

    /// The forms of a tag that a runner may store: before v1.0.11 without the usual registry
    /// (dmr-contract §2.2).
    func forms(of tag: String) -> [String] {
        let prefix = "docker.io/"
        guard tag.hasPrefix(prefix), isBefore("v1.0.11") else { return [tag] }
        return [tag, String(tag.dropFirst(prefix.count))]
    }

    /// Whether the runner may be older than a release: one that does not tell its own may be.
    func isBefore(_ name: String) -> Bool {
        guard let release, let limit = RunnerRelease(name) else { return true }
        return release < limit
    }

    /// A text with its holes filled: `{model}`, `{tag}`, `{id}` and the like.
    ///
    /// What is not known yet stays as it is.
    func filled(_ text: String) -> String {
        guard text.contains("{") else { return text }
        var text = text
        for (hole, value) in holes { text = text.replacing("{\(hole)}", with: value) }
        return text
    }

    /// The texts filled, each once.
    func filled(each texts: [String]) -> [String] {
        var result: [String] = []
        for text in texts.map(filled) where !result.contains(text) { result.append(text) }
        return result
    }

    private var holes: [(String, String)] {
        let last = model.split(separator: "/").last.map(String.init) ?? model
        let repository =
            last.contains(":")
            ? String(model.prefix(upTo: model.lastIndex(of: ":") ?? model.endIndex)) : model
        var holes = [
            ("prefix", prefix), ("model", model),
            ("repository", repository), ("tag", tag), ("backend", backend), ("unknown", unknown),
            ("second", secondName), ("second-repository", secondRepository),
            ("second-tag", secondTag), ("second-full", "docker.io/\(secondName)"),
        ]
        if let id {
            let digits = String(id.drop { $0 != ":" }.dropFirst())
            holes += [("id", id), ("short-id", String(digits.prefix(12)))]
        }
        return holes
    }

    /// Takes from an answer what later checks ask for.
    mutating func learn(from response: HTTPResponse, to check: ContractCheck) {
        guard check.lesson == .backend else { return }
        let entries = (try? JSON.parse(response.body))?.array
        backend = entries?.first?["Backend"]?.string ?? backend
    }
}

/// The release of a Model Runner as it tells it, such as `v1.2.6`.
struct RunnerRelease: Hashable, Comparable, Sendable {
    private let numbers: [Int]

    /// Reads `v1.2.6` or `1.2.6`; nil for anything else, such as the `dev` of a private build.
    init?(_ text: String) {
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let numbers = digits.split(separator: ".", omittingEmptySubsequences: false).map {
            Int($0).flatMap { $0 < 0 ? nil : $0 }
        }
        guard numbers.count == 3, !numbers.contains(nil) else { return nil }
        self.numbers = numbers.compactMap(\.self)
    }

    static func < (left: RunnerRelease, right: RunnerRelease) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    var text: String { "v" + numbers.map(String.init).joined(separator: ".") }
}
