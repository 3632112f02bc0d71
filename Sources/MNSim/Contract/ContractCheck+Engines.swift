import MNCore

// The engines of a runner, and requests to them that end before an engine is asked.

extension ContractCheck {
    /// dmr-contract §1.4.2.
    static let loaded: JSONShape = .object(loadedMembers + [.must("model_name", .string)])

    static let loadedMembers: [JSONShape.Member] = [
        .must("backend_name", .string),
        .must("mode", .text(["completion", "embedding", "reranking", "image-generation"])),
        .must("last_used", .string), .may("in_use", .bool), .may("loading", .bool),
        .may("keep_alive", .string),
    ]

    /// dmr-contract §1.4.6: capitals outside, none inside.
    static let configurationMembers: [JSONShape.Member] = [
        .must("Backend", .string), .must("ModelID", .digest),
        .must("Mode", .text(["completion", "embedding", "reranking", "image-generation"])),
    ]

    /// dmr-contract §1.4.1; a later release may know more.
    private static let backends: [JSONShape.Member] =
        [.must("llama.cpp", .string)]
        + ["diffusers", "mlx", "sglang", "vllm"].map { .may($0, .string) }

    static let engines: [ContractCheck] = [
        ContractCheck(
            "status", .get("/engines/status"),
            AcceptedAnswer(
                status: 200, headers: [.value("Content-Type", ["application/json"])],
                body: .json(.object(backends), lineFeed: false)), in: "1.4.1"),
        ContractCheck("ps", .get("/engines/ps"), .json(.list(loaded)), in: "1.4.2"),
        ContractCheck(
            "df", .get("/engines/df"),
            .json(
                .object([
                    .must("models_disk_usage", .integer(from: 0)),
                    .must("default_backend_disk_usage", .integer(from: 0)),
                ])),
            AcceptedAnswer(
                status: 500, body: .begins("Failed to get disk usage for llama.cpp: "),
                note: "where llama.cpp was never fetched"), in: "1.4.3"),
        ContractCheck(
            "unload-unknown", .post("/engines/unload", #"{"models":["{unknown}"]}"#, json),
            .json(.object([.must("unloaded_runners", .integer(0))])), in: "1.4.4"),
        ContractCheck(
            "unload-bad-json", .post("/engines/unload", "{"), .refusal(400, "invalid request"),
            in: "1.4.4"),
        ContractCheck(
            "unload-no-body", .post("/engines/unload"), .refusal(400, "invalid request"),
            in: "1.4.4"),
        ContractCheck(
            "configurations", .get("/engines/_configure"),
            .json(
                .list(
                    .object(
                        configurationMembers
                            + [.must("Model", .string), .must("Config", .object([]))]))),
            .notFound.before("v1.0.11"), in: "1.4.6"),
        ContractCheck(
            "configurations-unknown", .get("/engines/_configure?model={unknown}"),
            .json(.emptyList), .notFound.before("v1.0.11"), in: "1.4.6"),
        ContractCheck(
            "configurations-backend", .get("/engines/llama.cpp/_configure"), .notFound, in: "1.4.6"
        ),
        ContractCheck(
            "install-backend-unknown",
            .post("/engines/install-backend", #"{"backend":"nosuch"}"#, json),
            .refusal(404, "backend not found"), .notFound.before("v1.0.15"), in: "1.4.7"),
        ContractCheck(
            "install-backend-none", .post("/engines/install-backend", "{}", json),
            .refusal(400, "invalid request: backend is required"), .notFound.before("v1.0.15"),
            in: "1.4.7"),
        ContractCheck(
            "requests", .get("/engines/requests"),
            .json(
                .list(
                    .object([
                        .must("count", .integer(from: 0)), .must("model", .string),
                        .must("config", .object([])),
                        .must("records", .list(.object([.must("id", .string)]))),
                    ]))), in: "1.4.8"),
        ContractCheck(
            "requests-unknown", .get("/engines/requests?model={unknown}"), .json(.emptyList),
            in: "1.4.8"),
    ]

    static let inference: [ContractCheck] = [
        chat("chat-bad-json", #"{"model":"#, .refusal(400, "invalid request")),
        chat("chat-list", "[]", .refusal(400, "invalid request")),
        chat(
            "chat-no-model", #"{"messages":[{"role":"user","content":"hi"}]}"#,
            .refusal(400, "model is required")),
        chat(
            "chat-empty-model", #"{"model":"","messages":[{"role":"user","content":"hi"}]}"#,
            .refusal(400, "model is required")),
        chat("chat-unknown", unknownChat, unknownModel),
        chat("chat-unknown-alias", unknownChat, unknownModel, path: "/v1/chat/completions"),
        // The type of a request is not looked at.
        ContractCheck(
            "chat-other-type",
            .post("/engines/v1/chat/completions", unknownChat, ["Content-Type", "text/plain"]),
            unknownModel, in: "0.3"),
        chat(
            "chat-unknown-backend", unknownChat, .refusal(404, "backend not found"),
            path: "/engines/nosuch/v1/chat/completions"),
        chat(
            "embeddings-unknown", #"{"model":"{unknown}","input":"x"}"#, unknownModel,
            path: "/engines/v1/embeddings"),
        tooLarge,
    ]

    /// One byte more than it takes.
    private static let tooLarge = ContractCheck(
        "chat-too-large",
        Request(
            method: "POST", target: "/engines/v1/chat/completions",
            body: .blanks((10 << 20) + 1)),
        .refusal(400, "request too large"), in: "1.6.2")

    static let unknownChat = #"{"model":"{unknown}","messages":[{"role":"user","content":"hi"}]}"#
    private static let unknownModel = AcceptedAnswer.refusal(
        404, "error while getting model: \(missing)")

    private static func chat(
        _ name: String, _ body: String, _ answer: AcceptedAnswer,
        path: String = "/engines/v1/chat/completions"
    ) -> ContractCheck {
        ContractCheck(name, .post(path, body, json), answer, in: "1.6.2")
    }
}
