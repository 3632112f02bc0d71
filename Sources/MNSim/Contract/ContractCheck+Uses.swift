import MNCore

// A model that is loaded, asked, configured and put out of memory.

extension ContractCheck {
    /// The check whose answer names the backend.
    static let configuredName = "configured"

    static let uses: [ContractCheck] = [
        use(
            "preload", .post(chatPath, plainChat, json, ["X-Preload-Only", "true"]), .empty(200),
            whole.before("v1.0.15"), in: "1.6.2"),
        use("chat", .post(chatPath, shortChat, json), whole, in: "1.6.6"),
        use(
            "chat-full-name",
            .post("/v1/chat/completions", shortChat.replacing("{model}", with: "{tag}"), json),
            whole, in: "1.6.6"),
        use(
            "chat-ollama",
            .post(
                "/api/chat",
                #"{"model":"{model}","messages":[{"role":"user","content":"hi"}],"stream":false,"#
                    + #""options":{"num_predict":6,"temperature":0}}"#, json),
            .json(
                .object([
                    .must("model", .string), .must("created_at", .string), .must("done", .bool),
                    .must(
                        "message",
                        .object([.must("role", .text("assistant")), .must("content", .string)])),
                ])), in: "1.7"),
        ContractCheck(
            "loaded", .get("/engines/ps"),
            // By the name that the first who asked for it typed.
            .json(
                .holds("{model}", .object(loadedMembers + [.must("model_name", .text("{model}"))]))),
            in: "1.4.2"
        ).following("chat"),
        ContractCheck(
            "configure-bad-mode",
            .post("/engines/_configure", #"{"model":"{model}","mode":"dance"}"#, json),
            .refusal(400, "invalid request"), in: "1.4.5"),
        ContractCheck(
            "configure-bad-backend",
            .post("/engines/nosuch/_configure", #"{"model":"{model}"}"#, json),
            .refusal(404, "backend not found"), in: "1.4.5"),
        ContractCheck(
            "configure",
            .post("/engines/_configure", #"{"model":"{model}","context-size":512}"#, json),
            .empty(202), in: "1.4.5"),
        ContractCheck(
            configuredName, .get("/engines/_configure?model={model}"),
            .json(
                .holds(
                    "{tag}",
                    .object(
                        configurationMembers.filter { $0.key != "ModelID" } + [
                            .must("Model", .tag("{tag}")), .must("ModelID", .text("{id}")),
                            .must(
                                "Config",
                                .object([.must("context-size", .integer(512))])),
                        ]))), .notFound.before("v1.0.11"), in: "1.4.6"
        ).following("configure"),
        // Waits until the runner has loaded the model anew.
        use("chat-stream", .post(chatPath, streamedChat, json), streamed, in: "1.6.6"),
        ContractCheck(
            "unload", .post("/engines/unload", #"{"models":["{model}"]}"#, json),
            .json(.object([.must("unloaded_runners", .integer(from: 1))])), in: "1.4.4"
        ).following("chat-stream"),
        ContractCheck(
            "unload-again", .post("/engines/unload", #"{"models":["{model}"]}"#, json),
            .json(.object([.must("unloaded_runners", .integer(0))])), in: "1.4.4"
        ).following("unload"),
        // Only with its own backend is what was configured forgotten too.
        ContractCheck(
            "unload-backend",
            .post("/engines/unload", #"{"models":["{model}"],"backend":"{backend}"}"#, json),
            .json(.object([.must("unloaded_runners", .integer(0))])), in: "1.4.4"
        ).following(configuredName, "unload"),
        ContractCheck(
            "configuration-forgotten", .get("/engines/_configure?model={model}"),
            .json(.emptyList), .notFound.before("v1.0.11"), in: "1.4.4"
        ).following("unload-backend"),
    ]

    private static let chatPath = "/engines/v1/chat/completions"
    private static let plainChat =
        #"{"model":"{model}","messages":[{"role":"user","content":"hi"}]}"#
    private static let shortChat =
        #"{"model":"{model}","messages":[{"role":"user","content":"hi"}],"max_tokens":8,"#
        + #""temperature":0,"seed":1}"#
    private static let streamedChat = String(shortChat.dropLast()) + #","stream":true}"#

    private static func use(
        _ name: String, _ request: Request, _ answers: AcceptedAnswer..., in paragraph: String
    ) -> ContractCheck {
        var check = ContractCheck(name, request, answers[0], in: paragraph)
        check.accepted = answers
        check.limits = .load
        return check
    }

    /// An answer of llama.cpp or another backend (dmr-contract §1.6.6).
    private static let whole = AcceptedAnswer(
        status: 200,
        headers: [
            .value("Content-Type", ["application/json; charset=utf-8", "application/json"])
        ],
        body: .json(
            .object(
                answerMembers + [
                    .must("object", .text("chat.completion")),
                    .must(
                        "usage",
                        .object([
                            .must("prompt_tokens", .integer(from: 1)),
                            .must("completion_tokens", .integer(from: 0)),
                            .must("total_tokens", .integer(from: 1)),
                        ])),
                ]), lineFeed: nil))

    private static let streamed = AcceptedAnswer(
        status: 200,
        headers: [
            .value("Content-Type", ["text/event-stream", "text/event-stream; charset=utf-8"])
        ],
        body: .events(
            .object(answerMembers + [.must("object", .text("chat.completion.chunk"))])))

    private static let answerMembers: [JSONShape.Member] = [
        .must("id", .string), .must("created", .integer(from: 0)), .must("model", .string),
        .must("choices", .list(.object([.must("index", .integer(from: 0))]))),
    ]
}
