// The models of a runner, listed and asked for, without changing one.

extension ContractCheck {
    /// The runner always has `config`; a client of Docker's breaks without it (dmr-contract §1.9.1).
    static let model: JSONShape = .object(
        modelMembers + [.may("tags", .list(.string))])

    static let modelMembers: [JSONShape.Member] = [
        .must("id", .digest), .must("created", .integer(from: 0)),
        .must(
            "config",
            .object([
                .may("format", .text(["gguf", "safetensors", "dduf", "diffusers"])),
                .may("quantization", .string), .may("parameters", .string),
                .may("architecture", .string), .may("size", .string),
                .may("context_size", .integer()), .may("gguf", .map(.string)),
                .may("safetensors", .map(.string)), .may("diffusers", .map(.string)),
            ])),
    ]

    /// dmr-contract §1.9.2.
    static let openAIModel: JSONShape = .object(openAIMembers + [.must("id", .string)])

    static let openAIMembers: [JSONShape.Member] = [
        .must("object", .text("model")), .must("created", .integer(from: 0)),
        .must("owned_by", .text("docker")),
        .may(
            "dmr",
            .object([
                .may("context_window", .integer()), .may("architecture", .string),
                .may("parameters", .string), .may("quantization", .string), .may("size", .string),
            ])),
    ]

    static let openAIList: JSONShape = .object([
        .must("object", .text("list")), .must("data", .list(openAIModel)),
    ])

    static let missing = #"get model '"{unknown}"': model not found"#

    static let models: [ContractCheck] = [
        ContractCheck("models", .get("/models"), .json(.list(model)), in: "1.3.1"),
        ContractCheck(
            "models-head", .head("/models"),
            .empty(200, [.value("Content-Type", ["application/json"])]), in: "0.3"),
        ContractCheck("models-two-slashes", .get("//models"), .json(.list(model)), in: "0.3"),
        ContractCheck(
            "models-slash", .get("/models/"), .refusal(404, "model not found"), in: "1.1"),
        ContractCheck(
            "model-unknown", .get("/models/{unknown}"), .refusal(404, "model not found"),
            in: "1.3.2"),
        ContractCheck(
            "model-unknown-digest",
            .get("/models/sha256:" + String(repeating: "0", count: 64)),
            .refusal(404, "model not found"), in: "1.3.2"),
        ContractCheck(
            "model-create-get", .get("/models/create"), .refusal(404, "model not found"),
            in: "1.1"),
        ContractCheck(
            "model-action-unknown", .post("/models/{unknown}/frobnicate"),
            .refusal(404, #"unknown action "frobnicate""#), in: "1.1"),
        ContractCheck(
            "export-unknown", .get("/models/{unknown}/export"),
            .refusal(404, missing).with(
                .value("Content-Disposition", [#"attachment; filename="{unknown}.tar""#])),
            in: "1.3.3"),
        ContractCheck(
            "tag-unknown",
            .post("/models/{unknown}/tag?repo={second-repository}&tag={second-tag}"),
            .refusal(404, "model not found"), in: "1.3.8"),
        ContractCheck(
            "create-bad-json", .post("/models/create", #"{"from": "#),
            .refusal(400, "invalid request body"), in: "1.3.4"),
        ContractCheck(
            "create-no-body", .post("/models/create"), .refusal(400, "invalid request body"),
            in: "1.3.4"),
        ContractCheck(
            "create-number", .post("/models/create", #"{"from":5}"#, json),
            .refusal(400, "invalid request body"), in: "1.3.4"),
        ContractCheck(
            "create-no-model", .post("/models/create", "{}", json),
            .refusal(400, "Invalid model reference"), in: "1.3.4"),
        ContractCheck(
            "create-bad-name",
            .post("/models/create", #"{"from":"ai/tiny rec"}"#, ["Accept", "application/json"]),
            .refusal(400, "Invalid model reference"), in: "1.3.4"),
        ContractCheck(
            "openai-models", .get("/engines/v1/models"), .json(openAIList), in: "1.3.11"),
        ContractCheck(
            "openai-models-alias", .get("/v1/models"), .json(openAIList), in: "1.3.11"),
        ContractCheck(
            "openai-models-backend", .get("/engines/llama.cpp/v1/models"), .json(openAIList),
            in: "1.3.11"),
        // The segment is not looked at.
        ContractCheck(
            "openai-models-any-backend", .get("/engines/nosuch/v1/models"), .json(openAIList),
            in: "1.3.11"),
        ContractCheck(
            "openai-model-unknown", .get("/engines/v1/models/{unknown}"),
            .refusal(404, "error while getting model: \(missing)"), in: "1.3.11"),
    ]

    static let json = ["Content-Type", "application/json"]
}
