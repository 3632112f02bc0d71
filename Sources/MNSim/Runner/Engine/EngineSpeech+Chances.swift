import MNCore

extension EngineSpeech {
    /// The chances of tokens in llama.cpp's form, which is not quite OpenAI's (recording
    /// chat-logprobs); nil if the request did not ask for them.
    ///
    /// The numbers are made up: they follow from the tokens.
    func chances(of tokens: [String]) -> JSON? {
        guard let shownChances, shownChances > 0 else { return nil }
        return [
            "content": .array(
                tokens.map { token in
                    let others = vocabulary.filter { $0 != token }
                    let shown = [token] + others.prefix(shownChances - 1)
                    let top = shown.enumerated().map { Self.entry($1, rank: $0) }
                    var members = Self.entry(token, rank: 0).object ?? [:]
                    members["top_logprobs"] = .array(top)
                    return .object(members)
                })
        ]
    }

    private static func entry(_ token: String, rank: Int) -> JSON {
        let number =
            Int(DeterministicID.letters(4, alphabet: "0123456789", for: "token \(token)")) ?? 0
        return [
            "id": .integer(number), "token": .string(token),
            "bytes": .array(token.utf8.map { .integer(Int($0)) }),
            "logprob": .number(-0.25 - Double(rank) - Double(number) / 20_000),
        ]
    }
}
