import MNCore

/// What an engine makes of texts but speech: embeddings, and their order by a question.
extension SimulatedEngine {
    func embeddings(_ request: JSONObject) throws(EngineRefusal) -> JSON {
        guard let input = request["input"] ?? request["content"] else {
            throw .invalid("\"input\" or \"content\" must be provided")
        }
        guard let length = behaviour.embeddingLength else {
            throw .invalid(
                "Pooling type 'none' is not OAI compatible. Please use a different pooling type")
        }
        let encoding = request["encoding_format"]?.string ?? "float"
        guard ["float", "base64"].contains(encoding) else {
            throw .invalid(
                "The format to return the embeddings in. Can be either float or base64")
        }
        let texts = input.array?.compactMap(\.string) ?? [input.string ?? ""]
        let count = texts.reduce(0) { $0 + tokens(in: $1) }
        let isBase64 = encoding == "base64"
        let data = texts.enumerated().map { index, text -> JSON in
            let numbers = Self.numbers(length, for: text)
            if isBase64 {
                let bytes = numbers.flatMap { number in
                    let bits = Float(number).bitPattern
                    return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
                }
                return [
                    "embedding": .string(Base64.encode(bytes)), "index": .integer(index),
                    "object": "embedding", "encoding_format": "base64",
                ]
            }
            return [
                "embedding": .array(numbers.map { .number($0) }), "index": .integer(index),
                "object": "embedding",
            ]
        }
        return [
            "model": request["model"] ?? "", "object": "list",
            "usage": ["prompt_tokens": .integer(count), "total_tokens": .integer(count)],
            "data": .array(data),
        ]
    }

    func rerank(_ request: JSONObject) throws(EngineRefusal) -> JSON {
        guard let given = request["query"] else { throw .invalid("\"query\" must be provided") }
        guard let query = given.string else { throw .invalid("\"query\" must be a string") }
        let documents =
            (request["documents"] ?? request["texts"])?.array?.compactMap(\.string) ?? []
        if documents.isEmpty {
            throw .invalid("\"documents\" must be a non-empty string array")
        }
        let count = documents.reduce(0) { $0 + tokens(in: query) + tokens(in: $1) - 1 }
        let results = documents.enumerated().map { index, document in
            (index, Self.numbers(1, for: query + "\n" + document)[0])
        }.sorted { $0.1 > $1.1 }
        return [
            "model": request["model"] ?? "", "object": "list",
            "usage": ["prompt_tokens": .integer(count), "total_tokens": .integer(count)],
            "results": .array(
                results.map { ["index": .integer($0.0), "relevance_score": .number($0.1)] }),
        ]
    }

    /// Numbers between -1 and 1 that follow from a text.
    private static func numbers(_ count: Int, for text: String) -> [Double] {
        let digits = Array(
            DeterministicID.letters(count * 4, alphabet: "0123456789", for: text).utf8)
        return (0..<count).map { index in
            let number = digits[(index * 4)..<(index * 4 + 4)].reduce(0) { $0 * 10 + Int($1) - 48 }
            return Double(number - 5000) / 5000 + 0.0001
        }
    }
}
