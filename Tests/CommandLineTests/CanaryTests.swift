import FoundationEssentials
import MNCore
import MNSim
import Scenarios
import Profiles
import Synchronization
import TestSupport
import Testing

@testable import mn

/// Words planted wherever something private may stand, and looked for wherever something is written.
@Suite(.serialized) struct `A canary` {
    /// Secrets: in no output, ever.
    static let secrets: [String] =
        [
            "canary-hf_", "hf_canarycanarycanary0123", "ghp_canarycanarycanary0123",
            "AKIACANARYCANARY0123", "sk-canarycanarycanary0123", "glpat-canary-canary-canary",
            "eyJjYW5hcnkiOiIx.eyJjYW5hcnkiOiIxIn0.canarysignature",
        ] + names.map { "canary-\($0.lowercased())" }
    static let names = [
        "PASSWORD", "PASSWD", "DB_PWD", "MY_AUTH", "CREDENTIALS", "PRIVATE_KEY", "ACCESS_KEY",
        "COOKIE", "BEARER", "SENTRY_DSN", "PASSPHRASE", "AUTHORIZATION", "API_KEY", "CLIENT_SECRET",
        "SESSION_TOKEN", "JWT", "SIGNATURE", "OPENAI_KEY", "DB_PASS", "WEBHOOK_URL", "SSH_KEY",
        "CONNECTION_STRING", "REFRESH_TOKEN", "SIGNING_KEY", "ENCRYPTION_KEY", "LICENSE_KEY", "PSK",
        "OTP", "SAS", "CREDS",
    ]
    /// What identifies: in no trace, and not in what other programs say.
    static let identity = [
        "canaryuser", "canaryhost", "10.66.77.88", "02:42:de:ad:be:ef", "2a01:4f8:c:a:n:a",
        "3822a2ef-2fd6-6dea-db17-ae368ca37701", "canary@corp.example.net", "registry.canary.net",
    ].filter { !$0.contains(":n:") }

    static let environment: [String: String] = {
        var environment: [String: String] = [:]
        for name in names { environment[name] = "canary-\(name.lowercased())" }
        environment["HF_TOKEN"] = "hf_canarycanarycanary0123"
        environment["USER"] = "canaryuser"
        environment["https_proxy"] = "http://me:canary-proxy@proxy.canary.net:3128"
        environment["SETTINGS"] =
            " {\"list\": [{\"name\": \"Authorization\", \"value\": \"canary-inner\"}]}"
        return environment
    }()

    /// What a program says that knows everything.
    static let words = """
        error: \(secrets.dropFirst().prefix(6).joined(separator: " ")) \
        password=canary-said http://canary:canary-url@registry.canary.net:5000/v2/ \
        {"auth": "canary-json", "headers": [{"name": "X-Api-Key", "value": "canary-pair"}]} \
        lookup registry.canary.net: canaryuser on canaryhost: dial tcp 10.66.77.88:443: \
        02:42:de:ad:be:ef /home/canaryuser/.docker GPU-3822a2ef-2fd6-6dea-db17-ae368ca37701 \
        canary@corp.example.net
        Authorization: Bearer canary-header token

        """

    static let scenarios: [String] = EmbeddedScenarios.files.keys.filter {
        $0.hasSuffix(".json")
    }.map { String($0.dropLast(5)) }.sorted()

    /// All with MN_SLOW_TESTS=1, else every third: neighbours in the alphabet are of one kind.
    static let sampled: [String] = {
        if ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1" { return scenarios }
        return scenarios.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)
    }()

    @Test func `has places to be planted in`() { #expect(Self.scenarios.count > 150) }

    /// The scenarios once more, by a user whose variables and programs are full of canaries.
    @Test(arguments: stride(from: 0, to: sampled.count, by: 20).map { $0 })
    func `is in no output of any scenario, nor in its trace, which replays`(first: Int) throws {
        let library = `The scenarios`.library
        let base = `The scenarios`.world()
        let profiles = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        for name in Self.sampled[first..<min(first + 20, Self.sampled.count)] {
            let scenario = try library.scenario(name)
            let traces = Mutex<[(Trace, String, [String: String])]>([])
            _ = ScenarioRun(scenario, in: base, profile: try scenario.profile.map(profiles.profile))
            {
                arguments, world in
                var world = world
                let environment = world.environment.all.merging(Self.environment) { mine, _ in mine
                }
                world.environment = environment
                let talkative = TalkativeDocker(http: world.http, processes: world.processes)
                world.http = talkative
                world.processes = talkative
                world.hostName = "canaryhost"
                let tracer = Tracer(world)
                let exit = await Program.run(arguments, tracer.world)
                let trace = tracer.trace(arguments, exit: exit, version: "1")
                let printed = trace.ending.standardOutput + trace.ending.standardError
                traces.withLock { $0.append((trace, printed, environment)) }
                return exit
            }
            for (raw, printed, environment) in traces.withLock({ $0 }) {
                #expect(Self.secrets.filter(printed.contains) == [], "\(name): \(printed)")
                #expect(!printed.contains("canary-"), "\(name): \(printed)")
                for `private` in Self.identity {
                    #expect(!printed.contains(`private`), "\(name): \(printed)")
                }
                guard !raw.arguments.contains("sim") else { continue }
                var world = base
                world.hostName = "canaryhost"
                let trace = Program.shareable(raw, environment, in: world)
                let text = trace.text
                let found = (Self.secrets + Self.identity + ["canary-"]).filter(text.contains)
                let place = text.firstRange(of: "canary").map { text[$0.lowerBound...].prefix(40) }
                #expect(found == [], "\(name): \(place ?? "")")
                let (_, divergence) = TraceReplay(trace).run(in: base, program: Program.run)
                #expect(divergence == nil, "\(name): \(raw.arguments)")
                #expect(trace.ending.exitCode == raw.ending.exitCode)
            }
        }
    }
}

/// Docker, which says what it should not whenever it says anything.
private struct TalkativeDocker: StubTransports {
    let http: any HTTPTransport
    let processes: any ProcessRunner

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration,
        limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let status = Mutex(0)
        try await http.exchange(request, with: endpoint, patience: patience, limit: limit) {
            part in
            guard case .head(var head) = part, head.status >= 400 else { return receive(part) }
            status.withLock { $0 = head.status }
            head.headers = HTTPHeaders(
                head.headers.fields.filter { $0.name.lowercased() != "content-length" }
                    .map { ($0.name, $0.value) } + [("X-Api-Key", "canary-field")])
            return receive(.head(head))
        }
        if status.withLock(\.self) >= 400, !receive(.body(Array(" \(`A canary`.words)".utf8))) {
            throw .stopped
        }
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        let outcome = await processes.run(command, started: started, receive)
        if case .exited(let status) = outcome, status != 0, command.argv.first == "docker" {
            receive(.error, Array(`A canary`.words.utf8))
        }
        return outcome
    }
}
