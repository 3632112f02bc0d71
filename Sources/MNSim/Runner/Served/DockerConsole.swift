package import MNMachine

/// The `docker` beside a served runner, at a path that only the programs of one run know.
package struct DockerConsole: Hashable, Sendable {
    /// The path at which a call is posted.
    package var path: String
    package var setup: DockerSetup

    package init(path: String, setup: DockerSetup) {
        self.path = path
        self.setup = setup
    }

    /// Runs the command of a request, over the same state as the runner's own clients.
    ///
    /// - Parameter runner: is as the command leaves it.
    /// - Returns: the answer, and how long the command took in the runner's time.
    mutating func answer(
        _ request: HTTPRequest, _ runner: inout FaultyRunner, at now: Duration
    ) -> (response: FakeResponse, took: Duration) {
        guard request.method == "POST", let call = DockerCall(console: request.body) else {
            return (Self.response(400, []), .zero)
        }
        var docker = FakeDocker(runner, setup: setup)
        let script = docker.run(call, at: now)
        runner = docker.runner
        setup = docker.setup
        let answer = script.console(isPlayed: call.isOfPlayedCommand && script.isPlayed)
        return (Self.response(200, Array(answer.text(.canonical).utf8)), script.endAfter)
    }

    private static func response(_ status: Int, _ body: [UInt8]) -> FakeResponse {
        FakeResponse(
            head: HTTPResponseHead(
                status: status,
                headers: [
                    "Content-Type": "application/json", "Content-Length": "\(body.count)",
                ]), pieces: body.isEmpty ? [] : [.init(after: .zero, bytes: body)])
    }
}

extension DockerCall {
    /// Whether the client that is simulated has such a command: what it does not know it may not refuse.
    fileprivate var isOfPlayedCommand: Bool {
        let known = ["container", "context", "info", "model", "version", "--version", "-v"]
        return arguments.dropFirst().contains(where: known.contains)
    }

    /// The call as it is posted.
    package var console: JSON {
        [
            "argv": .strings(arguments),
            "environment": .object(
                JSONObject(
                    environment.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "input": .string(orNull: input),
        ]
    }

    /// Reads a call that was posted; nil if it is none.
    init?(console bytes: [UInt8]) {
        guard let json = try? JSON.parse(bytes),
            let argv = json["argv"]?.array?.compactMap(\.string), argv.first == "docker"
        else { return nil }
        let variables = json["environment"]?.object?.members ?? []
        self.init(
            argv,
            environment: Dictionary(
                variables.compactMap { member in member.value.string.map { (member.key, $0) } },
                uniquingKeysWith: { first, _ in first }),
            input: json["input"]?.string)
    }
}

extension CommandScript {
    /// Whether nothing was said of a command that is not simulated.
    fileprivate var isPlayed: Bool {
        !pieces.contains { $0.text.hasPrefix(PluginCommand.notPlayedPrefix) }
    }

    /// What was printed, and how it ended, as the answer to a call.
    fileprivate func console(isPlayed: Bool) -> JSON {
        [
            "played": .bool(isPlayed), "stdout": .string(standardOutput),
            "stderr": .string(standardError), "exit": .integer(orNull: exit),
        ]
    }

    /// The outcome in the answer to a call; nil if it is none, or the command is not played.
    package static func outcome(console bytes: [UInt8]) -> Outcome? {
        guard let json = try? JSON.parse(bytes), json["played"]?.bool == true else { return nil }
        guard let exit = json["exit"]?.integer else { return .timedOut }
        return .ended(
            CommandResult(
                .exited(exit), standardOutput: Array((json["stdout"]?.string ?? "").utf8),
                standardError: Array((json["stderr"]?.string ?? "").utf8)))
    }
}
