import MNCore

/// Why llama.cpp's server does not answer, in its form of an error (server-common.cpp,
/// `format_error_response`).
struct EngineRefusal: Error, Hashable, Sendable {
    /// The status, which the body says once more.
    var status: Int
    /// The server's own words.
    var message: String
    /// The family of the error: `invalid_request_error`.
    var type: String
    /// What some errors say besides, in numbers.
    var numbers: JSONObject = [:]

    /// A request that says something wrong: 400.
    static func invalid(_ message: String) -> EngineRefusal {
        EngineRefusal(status: 400, message: message, type: "invalid_request_error")
    }

    /// What the server takes for its own failure, whoever is to blame: 500.
    static func failed(_ message: String) -> EngineRefusal {
        EngineRefusal(status: 500, message: message, type: "server_error")
    }

    /// A path that the server does not have (measured: `/score`).
    static let noPath = EngineRefusal(
        status: 404, message: "File Not Found", type: "not_found_error")

    /// A prompt that leaves no room for an answer.
    static func tooLong(_ tokens: Int, context: Int) -> EngineRefusal {
        EngineRefusal(
            status: 400,
            message: "request (\(tokens) tokens) exceeds the available context size "
                + "(\(context) tokens), try increasing it",
            type: "exceed_context_size_error",
            numbers: ["n_prompt_tokens": .integer(tokens), "n_ctx": .integer(context)])
    }

    var json: JSON {
        let error: JSONObject = [
            "code": .integer(status), "message": .string(message), "type": .string(type),
        ]
        return ["error": .object(error.merging(numbers))]
    }
}
