import MNCore

// A model that is pulled, used and taken away again. Each check finds what those before it left.

extension ContractCheck {
    /// The check after which the model is there.
    static let pullName = "pull"

    static let changing: [ContractCheck] = (pulls + inspections + uses + removals).map { check in
        var check = check
        check.isChanging = true
        if check.name != pullName, check.name != "remote" { check.after.insert(pullName, at: 0) }
        return check
    }

    private static let pulls: [ContractCheck] = [
        ContractCheck(
            "remote", .get("/models/{model}?remote=true"),
            .json(.object(modelMembers + [.mustNot("tags")])), in: "1.3.2"),
        pull(pullName, accept: "application/json", ["Model pulled successfully"]),
        pull("pull-again", accept: "application/json", nil),
        pull("pull-again-any", accept: "*/*", nil, isText: true),
        pull("pull-again-charset", accept: "application/json; charset=utf-8", nil, isText: true),
        pull("pull-again-text", accept: nil, nil, isText: true),
    ]

    /// - Parameter words: what the last line says; nil for a model that is there already.
    private static func pull(
        _ name: String, accept: String?, _ words: [String]?, isText: Bool = false
    ) -> ContractCheck {
        let last: JSONShape = .object([
            .must("type", .text("success")),
            .must("message", words.map { .text($0) } ?? .beginning("Using cached model: ")),
            .must("total", .integer(from: 0)), .must("mode", .text("pull")),
            .must("layer", layer),
        ])
        let line: JSONShape = .object([
            .must("type", .text(["progress", "warning"])), .must("message", .string),
            .must("total", .integer(from: 0)), .must("mode", .text("pull")),
            .must("layer", layer),
        ])
        func answer(_ type: String, isText: Bool) -> AcceptedAnswer {
            AcceptedAnswer(
                status: 200,
                headers: [
                    .value("Content-Type", [type]), .value("Cache-Control", ["no-cache"]),
                ], body: .lines(line, last: last, areEscaped: isText))
        }
        let headers = accept.map { [["Accept", $0]] } ?? []
        var check = ContractCheck(
            name, .post("/models/create", #"{"from":"{model}"}"#),
            isText
                ? answer("text/plain", isText: true) : answer("application/json", isText: false),
            in: "3.1")
        if !isText { check.accepted.append(answer("text/plain", isText: true).before("v1.0.0")) }
        check.request.headers = headers
        check.limits = .pull
        return check
    }

    private static let layer: JSONShape = .object([
        .may("id", .digest), .must("size", .integer(from: 0)), .must("current", .integer(from: 0)),
    ])

    private static let removals: [ContractCheck] = [
        ContractCheck(
            "delete-id-of-two", .delete("/models/{id}"),
            .refusal(
                409,
                #"error while deleting model: unable to delete "{id}" (must be forced) due to "#
                    + "multiple tag references: resource conflict"), in: "1.3.6"
        ).following("tag"),
        ContractCheck(
            "delete-one-name", .delete("/models/{second}"),
            .json(.holds("{second}", .object([.must("Untagged", .tag("{second-full}"))]))),
            in: "1.3.6"
        ).following("tag"),
        ContractCheck(
            "delete", .delete("/models/{model}"),
            .json(.holds("the digest", .object([.must("Deleted", .text("{id}"))]))), in: "1.3.6"
        ).following("delete-one-name"),
        ContractCheck(
            "delete-again", .delete("/models/{model}"),
            .refusal(404, "error while deleting model: model not found"), in: "1.3.6"
        ).following("delete"),
        ContractCheck(
            "deleted-not-listed", .get("/models"),
            .json(.lacks("{model}", .object([.must("id", .text("{id}"))]))), in: "1.3.6"
        ).following("delete"),
    ]

    /// The same after other checks.
    func following(_ names: String...) -> ContractCheck {
        var check = self
        check.after = names
        return check
    }
}
