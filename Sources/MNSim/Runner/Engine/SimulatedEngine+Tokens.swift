import MNCore

/// How a simulated model counts.
extension SimulatedEngine {
    /// A prompt of a completion: a text, or tokens of which only the number matters.
    struct Prompt: Hashable {
        var text: String
        /// How many tokens stand beside the text.
        var tokenCount = 0
    }

    /// The prompts of a completion: one, or a list of them (measured: a list is answered).
    ///
    /// Source: llama.cpp, tools/server/server-common.cpp, `tokenize_input_prompts`.
    static func prompts(_ given: JSON) throws(EngineRefusal) -> [Prompt] {
        if let one = prompt(given) { return [one] }
        guard let elements = given.array else { throw malformed }
        if elements.isEmpty { throw .invalid("\"prompt\" must not be empty") }
        // A request of a few MiB may hold a million prompts; no real one does.
        if elements.count > promptLimit {
            throw .failed("the simulated engine answers at most \(promptLimit) prompts at once")
        }
        var prompts: [Prompt] = []
        for element in elements {
            guard let prompt = prompt(element) else { throw malformed }
            prompts.append(prompt)
        }
        return prompts
    }

    private static let promptLimit = 1000

    private static let malformed = EngineRefusal.invalid(
        "\"prompt\" must be a string, an list of tokens, a list of mixed strings & tokens, or a list "
            + "of prompts")

    /// One prompt: a text, a list of tokens, or a list of texts and tokens.
    private static func prompt(_ value: JSON) -> Prompt? {
        if let text = value.string { return Prompt(text: text) }
        guard let parts = value.array, parts.contains(where: { $0.integer != nil }),
            parts.allSatisfy({ $0.integer != nil || $0.string != nil })
        else { return nil }
        return Prompt(
            text: parts.compactMap(\.string).joined(),
            tokenCount: parts.count { $0.integer != nil })
    }

    func tokens(in prompt: Prompt) -> Int {
        prompt.tokenCount == 0
            ? tokens(in: prompt.text) : prompt.tokenCount + count(prompt.text)
    }

    /// The tokens of a conversation: the template around each message takes some as well.
    ///
    /// The overhead is that of the recorded model's template (recording chat-plain).
    func promptTokens(ofMessages messages: [String]) -> Int {
        messages.reduce(14) { $0 + 9 + count($1) }
    }

    /// The tokens of a plain text, with the one that begins each text.
    func tokens(in text: String) -> Int { text.isEmpty ? 1 : 2 + count(text) }

    private func count(_ text: String) -> Int {
        let characters = text.unicodeScalars.count
        return (characters + behaviour.charactersPerToken - 1) / behaviour.charactersPerToken
    }
}
