import MNCore
import MNSim
import MNSupport

// What is asked of the world, and that it can be told again.
extension Invariant {
    static let world: [Invariant] = [
        Invariant(
            "declared-requests", .world,
            "The runner gets no request that is not declared, and none elsewhere than where it is."
        ) { played, _ in
            let places = Set(RunnerClient.places(played.scenario.environment))
            return played.run.steps.enumerated().compactMap { index, result in
                for case .call(let request, let endpoint, _) in result.trace.events {
                    // Services of a blueprint are asked what it says.
                    if played.scenario.services != nil, !places.contains(endpoint) { continue }
                    let line = "\(request.method) \(request.target)"
                    if !Self.requests.contains(where: { $0.matches(line) }) {
                        return Violation(index, "request", "it sends \(line)")
                    }
                    if case .tcp = endpoint.address, !places.contains(endpoint) {
                        return Violation(index, "place", "it asks at \(endpoint)")
                    }
                }
                return nil
            }
        },
        Invariant(
            "declared-questions", .world,
            "A machine is asked for no program that is not declared for its system."
        ) { played, _ in
            let programs = ["nvidia-smi", "docker"]
            let bySystem = [
                "Linux": programs + [
                    "vulkaninfo", "amd-smi", "rocm-smi", "nvidia-ctk", "nvidia-container-runtime",
                    "df",
                ],
                "Darwin": ["docker", "sysctl"], "Windows_NT": programs + ["powershell"],
            ]
            return played.run.steps.enumerated().compactMap { index, result in
                var allowed: [String]?
                for case .access(let exchange) in result.trace.events {
                    if case .platform(let platform) = exchange.outcome {
                        allowed = bySystem[platform.system] ?? ["docker"]
                    }
                    guard let allowed, case .command(let words) = exchange.access,
                        let file = words.first?.split(whereSeparator: { "/\\".contains($0) }).last
                    else { continue }
                    let name = file.hasSuffix(".exe") ? file.dropLast(4) : file
                    if !allowed.contains(String(name)) {
                        return Violation(index, "program", "it asks for \(name)")
                    }
                }
                return nil
            }
        },
        Invariant(
            "replays", .world,
            "A trace plays again as it was; without what is private it tells the same story.",
            share: 3
        ) { played, lab in
            let support = SupportReplay(in: lab.base, program: lab.program.run)
            for (index, result, _) in played.ended where result.trace.events.count < 3000 {
                // How lines of progress come hangs on the time that passes, which no trace holds.
                let whole = support.play(support.settled(result.trace))
                if let divergence = whole.divergence {
                    return [Violation(index, "trace", "its trace plays otherwise: \(divergence)")]
                }
                let identity = Identity(played.scenario.environment, hostName: nil)
                let redacted = result.trace.redacted(
                    identity, environment: played.scenario.environment)
                let story = support.play(support.settled(redacted))
                if let question = story.unanswered {
                    return [
                        Violation(
                            index, "question",
                            "without what is private it asks for '\(question)', which has no answer"
                        )
                    ]
                }
                if story.signature != whole.signature {
                    return [
                        Violation(
                            index, "story",
                            "without what is private it ends with '\(story.signature)', not '\(whole.signature)'"
                        )
                    ]
                }
            }
            return []
        },
        Invariant("same-bytes", .world, "The same situation goes the same way.", share: 8) {
            played, lab in
            guard let again = lab.play(played.situation),
                again.run.transcript != played.run.transcript
            else { return [] }
            return [Violation(nil, "transcript", "it goes another way the second time")]
        },
        Invariant(
            "bounded", .world,
            "A command takes no more than its patience, and asks no more than it must."
        ) { played, _ in
            played.ended.compactMap { index, result, _ in
                // A lock that another holds is tried again and again.
                let calls = result.trace.events.count {
                    if case .locked(_, .success(false)) = $0 { false } else { $0.isCall }
                }
                if calls > 2000 { return Violation(index, "calls", "it asks \(calls) times") }
                // A pull of another takes 6 hours at the most, and pulls go on as long as something comes.
                let taken = result.end - result.start
                if taken > .seconds(48 * 3600) {
                    return Violation(index, "time", "it takes \(Seconds(taken).whole) s")
                }
                return nil
            }
        },
        Invariant(
            "no-secret", .world,
            "A secret of the user is printed nowhere, and sent to nobody but whom it is for."
        ) { played, _ in
            played.run.steps.enumerated().compactMap { index, result in
                for canary in SituationGenerator.Canary.all
                where (result.standardOutput + result.standardError).contains(canary) {
                    return Violation(index, "printed", "it prints a secret")
                }
                for case .call(let request, _, _) in result.trace.events
                where !(request.method == "POST" && request.target == "/models/create") {
                    let text =
                        request.target + request.headers.fields.map(\.value).joined(separator: " ")
                        + String(decoding: request.body, as: UTF8.self)
                    if text.contains(SituationGenerator.Canary.token) {
                        return Violation(
                            index, "sent",
                            "it sends a secret with \(request.method) \(request.target)")
                    }
                }
                let files =
                    played.states.indices.contains(index + 1)
                    ? played.states[index + 1].files : [:]
                for (path, bytes) in files.sorted(by: { $0.key < $1.key })
                where played.scenario.files[path] != bytes {
                    let text = String(decoding: bytes, as: UTF8.self)
                    if SituationGenerator.Canary.all.contains(where: text.contains) {
                        return Violation(index, "written", "it writes a secret to \(path)")
                    }
                }
                return nil
            }
        },
    ]

    /// What may be sent to a runner.
    private static let requests = [
        "GET /models", "GET /models/*", "POST /models/create", "DELETE /models/*", "GET /version",
        "GET /engines/status", "GET /engines/ps", "GET /engines/df", "GET /engines/_configure",
        "POST /engines/_configure", "POST /engines/unload", "POST /engines/*/v1/*",
        "POST /engines/*rerank", "GET /logs*",
        "GET /engines/*", "GET /",
    ].map { Glob($0, ignoresCase: false) }
}
