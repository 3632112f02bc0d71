// A model that is there, asked for under all its names, and given another.

extension ContractCheck {
    private static let pulled: JSONShape = .object(
        modelMembers.filter { $0.key != "id" } + [
            .must("id", .text("{id}")), .must("tags", .holds("\"{tag}\"", .tag("{tag}"))),
        ])

    static let inspections: [ContractCheck] = [
        ContractCheck(
            "pulled-listed", .get("/models"), .json(.holds("{model}", pulled)), in: "1.3.1"),
        inspection("inspect", "{model}", "1.3.2"),
        inspection("inspect-full-name", "{tag}", "2.2"),
        inspection("inspect-id", "{id}", "2.1"),
        inspection("inspect-short-id", "{short-id}", "2.1"),
        ContractCheck(
            "inspect-other-tag", .get("/models/{repository}:nosuchtag"),
            .refusal(404, "model not found"), in: "1.3.2"),
        ContractCheck(
            "pulled-openai", .get("/engines/v1/models/{model}"),
            .json(.object(openAIMembers + [.must("id", .tag("{tag}"))])), in: "1.3.11"),
        ContractCheck(
            "pulled-openai-listed", .get("/v1/models"),
            .json(
                .object([
                    .must("object", .text("list")),
                    .must(
                        "data",
                        .holds("{tag}", .object(openAIMembers + [.must("id", .tag("{tag}"))]))),
                ])), in: "1.3.11"),
        ContractCheck(
            "pulled-ollama", .get("/api/tags"),
            .json(
                .object([
                    .must("models", .holds("{tag}", ollamaModel(name: .tag("{tag}"))))
                ])), in: "1.7"),
        ContractCheck(
            "pulled-ollama-show", .post("/api/show", #"{"model":"{model}"}"#, json),
            .json(.object([.must("details", ollamaDetails)])), in: "1.7"),
        ContractCheck(
            "tag-no-name", .post("/models/{model}/tag"),
            .refusal(400, "missing repo or tag query parameter"), in: "1.3.8"),
        ContractCheck(
            "tag", .post("/models/{model}/tag?repo={second-repository}&tag={second-tag}"),
            .json(
                .object([
                    .must("message", .text(#"Model tagged successfully with "{second}""#)),
                    .must("target", .text("{second}")),
                ]), status: 201), in: "1.3.8"),
        inspection("inspect-second", "{second}", "1.3.8", after: ["tag"]),
    ]

    private static func inspection(
        _ name: String, _ model: String, _ paragraph: String, after: [String] = []
    ) -> ContractCheck {
        var check = ContractCheck(
            name, .get("/models/\(model)"), .json(pulled), in: paragraph)
        check.after = after
        return check
    }
}
