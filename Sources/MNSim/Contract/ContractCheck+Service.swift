import MNCore

// What a runner says of itself, its routes, and who may ask from a page of the web.

extension ContractCheck {
    static let service: [ContractCheck] = [
        ContractCheck(
            "root", .get("/"), running("Docker Model Runner is running"), desktopRoot, in: "1.5"),
        ContractCheck(
            "root-any-method", .post("/"), running("Docker Model Runner is running"), desktopRoot,
            in: "1.5"),
        ContractCheck(
            "version", .get("/version"), .json(.object([.must("version", .string)])),
            .pageNotFound.before("v1.0.30"), in: "1.5"),
        ContractCheck(
            "logs", .get("/logs"),
            AcceptedAnswer(
                status: 200, headers: [.value("Content-Type", ["text/plain"])], body: .begins("[")),
            .pageNotFound.before("v1.1.29"),
            .refusal(404, "service log not found").only("where it has no log"),
            .refusal(501, "logs API not available: log directory not configured")
                .only("where it has no folder for logs"), in: "1.5"
        ).within(.logs),
        ContractCheck(
            "logs-bad-follow", .get("/logs?follow=banana"),
            .refusal(400, #"invalid follow parameter: "banana" is not a valid boolean"#),
            .pageNotFound.before("v1.1.29"),
            .refusal(501, "logs API not available: log directory not configured")
                .only("where it has no folder for logs"), in: "1.5"),
        ContractCheck(
            "metrics", .get("/metrics"), metrics(.text(["# No active runners\n"])),
            metrics(.begins("# HELP llamacpp:")).only("where a model was asked for by its id"),
            .pageNotFound.only("where metrics are off"), in: "1.5"),
        ContractCheck(
            "metrics-post", .post("/metrics"),
            .refusal(405, "Method Not Allowed").with(.absent("Allow")),
            .pageNotFound.only("where metrics are off"), in: "1.1"),
    ]

    private static func running(_ text: String) -> AcceptedAnswer {
        AcceptedAnswer(
            status: 200,
            headers: [
                .value("Content-Type", ["text/plain; charset=utf-8"]),
                .absent("Access-Control-Allow-Origin"),
            ], body: .text([text]))
    }

    private static let desktopRoot = running(
        "Docker Model Runner\n\nThe service is running.\n\nDocumentation: "
            + "https://docs.docker.com/desktop/features/model-runner/"
    ).only("at the port of Docker Desktop")

    private static func metrics(_ body: BodyRule) -> AcceptedAnswer {
        AcceptedAnswer(
            status: 200,
            headers: [.value("Content-Type", ["text/plain; version=0.0.4; charset=utf-8"])],
            body: body)
    }

    /// Paths and methods that are not there, and those that are elsewhere (dmr-contract §1.1).
    static let routes: [ContractCheck] = [
        ContractCheck("unknown-route", .get("/nosuch"), .pageNotFound, in: "1.1"),
        ContractCheck("engines-unknown", .get("/engines/nosuch"), .notFound, in: "1.1"),
        ContractCheck("engines-slash", .get("/engines/"), .notFound, in: "1.1"),
        ContractCheck("v1-unknown", .get("/v1/nosuch"), .notFound, in: "1.1"),
        ContractCheck("api-unknown", .get("/api/nosuch"), .pageNotFound, in: "1.7"),
        ContractCheck(
            "engines-redirect", .get("/engines"),
            .moved(to: "/engines/", body: page("/engines/", "Moved Permanently")),
            .moved(
                to: "/engines/", status: 307, body: page("/engines/", "Temporary Redirect")
            ).only("as built with Go 1.26"), in: "1.1"),
        ContractCheck(
            "api-redirect", .get("/api"),
            .moved(to: "/api/", body: page("/api/", "Moved Permanently")),
            .moved(
                to: "/api/", status: 307, body: page("/api/", "Temporary Redirect")
            ).only("as built with Go 1.26"), in: "1.1"),
        ContractCheck(
            "path-parent", .get("/models/../models"),
            .moved(to: "/models", body: page("/models", "Moved Permanently")),
            .moved(
                to: "/models", status: 307, body: page("/models", "Temporary Redirect")
            ).only("as built with Go 1.26"), in: "1.1"),
        ContractCheck(
            "models-post", .post("/models"), .moved(to: "/models/", body: .empty),
            .moved(to: "/models/", status: 307, body: .empty).only("as built with Go 1.26"),
            in: "1.1"),
        ContractCheck("models-put", .put("/models"), .notFound, in: "1.1"),
        ContractCheck("models-options", .options("/models"), .notFound, in: "1.2"),
        ContractCheck("status-post", .post("/engines/status"), .notFound, in: "1.1"),
        ContractCheck("unload-get", .get("/engines/unload"), .notFound, in: "1.1"),
        ContractCheck(
            "chat-get", .get("/engines/v1/chat/completions"), .notFound, in: "1.1"),
    ]

    private static func page(_ location: String, _ title: String) -> BodyRule {
        .text(["", "{prefix}"].map { "<a href=\"\($0)\(location)\">\(title)</a>.\n\n" })
    }

    /// Who may ask from a page of the web (dmr-contract §1.2).
    static let origins: [ContractCheck] = [
        refused("origin-foreign", "https://example.com"),
        // The entries that end with `:*` are no patterns.
        refused("origin-port", "http://localhost:3000"),
        refused("origin-null", "null"),
        ContractCheck(
            "origin-local", .get("/models", ["Origin", "http://localhost"]),
            .json(.list(model)).with(
                .value("Access-Control-Allow-Origin", ["http://localhost", "*"])), in: "1.2"),
        preflight("preflight-models", "/models"),
        preflight("preflight-chat", "/v1/chat/completions"),
        preflight("preflight-ollama", "/api/chat"),
        ContractCheck(
            "preflight-foreign",
            .options(
                "/models", ["Origin", "https://example.com"],
                ["Access-Control-Request-Method", "POST"]),
            .refusal(403, "Origin not allowed"),
            .empty(
                204, [.value("Access-Control-Allow-Origin", ["https://example.com", "*"])]
            ).only(listed), in: "1.2"),
        ContractCheck(
            "root-foreign", .get("/", ["Origin", "https://example.com"]),
            running("Docker Model Runner is running"), desktopRoot, in: "1.2"),
    ]

    private static let listed = "where its list of origins has it, as Docker Desktop's may"

    private static func refused(_ name: String, _ origin: String) -> ContractCheck {
        ContractCheck(
            name, .get("/models", ["Origin", origin]), .refusal(403, "Origin not allowed"),
            .json(.list(model)).with(.value("Access-Control-Allow-Origin", [origin, "*"]))
                .only(listed), in: "1.2")
    }

    private static func preflight(_ name: String, _ path: String) -> ContractCheck {
        ContractCheck(
            name,
            .options(
                path, ["Origin", "http://localhost"], ["Access-Control-Request-Method", "POST"]),
            .empty(
                204,
                [
                    .value("Access-Control-Allow-Origin", ["http://localhost", "*"]),
                    .value("Access-Control-Allow-Credentials", ["true"]),
                    .value("Access-Control-Allow-Methods", ["GET, POST, DELETE"]),
                    .value("Access-Control-Allow-Headers", ["*"]),
                ]), in: "1.2")
    }
}
