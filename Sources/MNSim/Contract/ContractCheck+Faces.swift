// The faces that a runner has for clients of other services.

extension ContractCheck {
    /// The faces of other services (dmr-contract §1.7, §1.8).
    static let faces: [ContractCheck] = [
        ContractCheck(
            "ollama-version", .get("/api/version"),
            .json(.object([.must("version", .text("0.1.0"))])), in: "1.7"),
        ContractCheck(
            "ollama-models", .get("/api/tags"),
            .json(.object([.must("models", .list(ollamaModel(name: .string)))])), in: "1.7"),
        ContractCheck(
            "ollama-loaded", .get("/api/ps"),
            .json(
                .object([
                    .must(
                        "models",
                        .list(
                            .object([
                                .must("name", .string), .must("model", .string),
                                .must("digest", .digest), .must("expires_at", .string),
                            ])))
                ])), in: "1.7"),
        ContractCheck(
            "ollama-show-unknown", .post("/api/show", #"{"model":"{unknown}"}"#, json),
            .refusal(404, "Model not found: error while getting model: \(missing)"), in: "1.7"),
        ContractCheck(
            "ollama-show-bad-json", .post("/api/show", "{"),
            .refusal(400, "Invalid request: unexpected EOF"), in: "1.7"),
        ContractCheck(
            "ollama-chat-get", .get("/api/chat"),
            .refusal(405, "Method Not Allowed").with(.value("Allow", ["POST"])), in: "1.1"),
        anthropic(
            "anthropic-bad-json", "{", 400, "invalid_request_error", "Invalid JSON in request body"),
        anthropic(
            "anthropic-no-model", #"{"messages":[{"role":"user","content":"hi"}],"max_tokens":5}"#,
            400, "invalid_request_error",
            "Missing required field: model"),
        anthropic(
            "anthropic-unknown",
            #"{"model":"{unknown}","max_tokens":6,"temperature":0,"messages":[{"role":"user","content":"hi"}]}"#,
            404,
            "not_found_error", "Model not found: {unknown}"),
        responses(
            "responses-no-model", .post("/responses", #"{"input":"hi"}"#, json), 400,
            "invalid_request", "model is required"),
        responses(
            "responses-unknown", .get("/responses/nosuch"), 404, "not_found", "Response not found"),
    ]

    /// An entry of Ollama's list.
    static func ollamaModel(name: JSONShape) -> JSONShape {
        .object([
            .must("name", name), .must("model", name), .must("modified_at", .string),
            .must("size", .integer(from: 0)), .must("digest", .digest),
            .must("details", ollamaDetails),
        ])
    }

    static let ollamaDetails: JSONShape = .object([
        .must("format", .text("gguf")), .must("family", .string),
        .must("parameter_size", .string), .must("quantization_level", .string),
    ])

    private static func anthropic(
        _ name: String, _ body: String, _ status: Int, _ type: String, _ message: String
    ) -> ContractCheck {
        ContractCheck(
            name, .post("/anthropic/v1/messages", body, json),
            .json(
                .object([
                    .must("type", .text("error")),
                    .must(
                        "error",
                        .object([.must("type", .text(type)), .must("message", .text(message))])),
                ]), status: status), .pageNotFound.before("v1.1.1"), in: "1.8")
    }

    private static func responses(
        _ name: String, _ request: Request, _ status: Int, _ code: String, _ message: String
    ) -> ContractCheck {
        ContractCheck(
            name, request,
            .json(
                .object([
                    .must(
                        "error",
                        .object([.must("code", .text(code)), .must("message", .text(message))]))
                ]), status: status), .pageNotFound.before("v1.1.1"), in: "1.8")
    }
}
