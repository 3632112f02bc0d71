package import MNCore
package import MNSim

/// Answers of a run that a simulated world is to give as they were: stated, one by one.
package struct TracedAnswers {
    /// What a scenario has under `runnerFaults`.
    package private(set) var faults: [JSON] = []
    /// What a scenario has under `services`.
    private(set) var services: [JSON] = []
    /// Whether there is an answer that cannot be stated.
    private(set) var isWhole = true

    /// - Parameters:
    ///   - traced: the run that is to be met again.
    ///   - now: what the simulated world answered; what it answered the same is not stated. Nil states all.
    ///   - places: where the simulated runner listens.
    init(_ traced: [Trace.Event], unlike now: [Trace.Event]?, places: [Endpoint]) {
        stateCalls(traced, now, places)
        statePrograms(traced, now)
        stateServices(traced, places)
    }

    /// Only the calls of a run that went wrong, for a runner that does so again.
    package init(failuresOf traced: [Trace.Event], places: [Endpoint]) {
        let bad = traced.filter { event in
            guard case .call(_, _, let outcome) = event else { return false }
            return outcome.fault != nil || outcome.response.map { $0.head.status >= 400 } ?? false
        }
        stateCalls(bad, nil, places)
    }

    private struct Route: Hashable {
        var method: String
        var path: String
    }

    private static func calls(
        _ events: [Trace.Event], _ places: [Endpoint]
    ) -> [(route: Route, outcomes: [HTTPOutcome])] {
        var order: [Route] = []
        var outcomes: [Route: [HTTPOutcome]] = [:]
        for case .call(let request, let endpoint, let outcome) in events
        where places.contains(endpoint) {
            let path = request.target.prefix { $0 != "?" }
            let route = Route(method: request.method, path: String(path))
            if outcomes[route] == nil { order.append(route) }
            outcomes[route, default: []].append(outcome)
        }
        return order.map { ($0, outcomes[$0] ?? []) }
    }

    private mutating func stateCalls(
        _ traced: [Trace.Event], _ now: [Trace.Event]?, _ places: [Endpoint]
    ) {
        let simulated = now.map { Self.calls($0, places) }
        for (route, outcomes) in Self.calls(traced, places) {
            let others = simulated?.first { $0.route == route }?.outcomes ?? []
            for (index, outcome) in outcomes.enumerated() {
                if index < others.count, Self.isSame(outcome, others[index]) { continue }
                guard let kind = Self.fault(outcome) else {
                    isWhole = false
                    continue
                }
                var fault: JSONObject = [
                    "id": .string("answer-\(faults.count + 1)"),
                    "on": .string("\(route.method) \(route.path)"), "kind": kind,
                ]
                if index > 0 { fault["firstCall"] = .integer(index + 1) }
                // The last answer stays for all later ones.
                if index + 1 < outcomes.count { fault["times"] = 1 }
                faults.append(.object(fault))
            }
        }
    }

    private static func isSame(_ one: HTTPOutcome, _ other: HTTPOutcome) -> Bool {
        one.fault == other.fault && one.response?.head.status == other.response?.head.status
            && one.response?.body == other.response?.body
    }

    /// The fault that gives such an answer; nil if none does.
    private static func fault(_ outcome: HTTPOutcome) -> JSON? {
        switch (outcome.response, outcome.fault) {
        case (nil, .refused?): "refused"
        case (nil, .denied?): "socketDenied"
        case (nil, .unknownHost?): "dnsFail"
        case (nil, .timedOut?): ["slowFirstByteSeconds": 1_000_000]
        case (nil, .cut?): ["closeAfterBytes": 0]
        case (_, .garbled?): "garbageThenClose"
        case (let response?, .cut?): ["closeAfterBytes": .integer(response.body.count)]
        case (let response?, nil):
            page(response)
        default: nil
        }
    }

    private static func page(_ response: HTTPResponse) -> JSON? {
        let isPage = response.head.headers["Content-Type"]?.hasPrefix("text/html") == true
        let status = response.head.status
        if isPage, status == 200 { return "proxyInjectsHTML" }
        if isPage, status == 404 { return "portInUse" }
        guard (200...599).contains(status),
            let body = String(validating: response.body, as: UTF8.self)
        else { return nil }
        return ["http": ["status": .integer(status), "body": .string(body)]]
    }

    /// The first end of each command line; a program that answers otherwise later cannot be stated.
    private mutating func statePrograms(_ traced: [Trace.Event], _ now: [Trace.Event]?) {
        var simulated: [[String]: CommandResult] = [:]
        for case .process(let argv, let result) in now ?? [] where simulated[argv] == nil {
            simulated[argv] = result
        }
        var stated: [[String]: CommandResult] = [:]
        for case .process(let argv, let result) in traced {
            if let other = stated[argv] {
                if other != result { isWhole = false }
                continue
            }
            stated[argv] = result
            if simulated[argv] == result { continue }
            var service: JSONObject = ["program": .strings(argv)]
            switch result.ending {
            case .exited(let code) where (0...255).contains(code): service["exit"] = .integer(code)
            case .timedOut:
                service["exit"] = 0
                service["afterSeconds"] = 1_000_000
            default:
                isWhole = false
                continue
            }
            guard let output = String(validating: result.standardOutput, as: UTF8.self),
                let error = String(validating: result.standardError, as: UTF8.self)
            else {
                isWhole = false
                continue
            }
            if !output.isEmpty { service["stdout"] = .string(output) }
            if !error.isEmpty { service["stderr"] = .string(error) }
            services.append(.object(service))
        }
    }

    /// What listened beside the runner, each with its first answer.
    private mutating func stateServices(_ traced: [Trace.Event], _ places: [Endpoint]) {
        var known = Set(places)
        for event in traced {
            switch event {
            case .connect(let endpoint, nil) where known.insert(endpoint).inserted:
                let answer = traced.lazy.compactMap { event -> HTTPResponse? in
                    if case .call(_, endpoint, let outcome) = event {
                        outcome.response
                    } else {
                        nil
                    }
                }.first
                services.append(Self.service(endpoint, answer))
            default: break
            }
        }
    }

    private static func service(_ endpoint: Endpoint, _ answer: HTTPResponse?) -> JSON {
        var members: JSONObject = ["at": .string("\(endpoint)")]
        if let answer, (100...599).contains(answer.head.status) {
            members["status"] = .integer(answer.head.status)
            members["body"] = .string(String(decoding: answer.body, as: UTF8.self))
        }
        return .object(members)
    }
}
