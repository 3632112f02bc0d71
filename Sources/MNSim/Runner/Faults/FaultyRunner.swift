package import MNMachine

/// A fake runner with faults around it; without faults it is that runner.
package struct FaultyRunner: Sendable {
    /// What the faults stand around.
    package var runner: FakeRunner
    /// In the order in which they are applied; each knows how often it fired.
    package var faults: [RunnerFault]
    /// The faults that an answer has met, for when it is asked for again.
    private var met: [FakeOperation: [RunnerFault.Kind]] = [:]
    /// Clients that are cut off at a time to come.
    private var departures: [(time: Duration, operation: FakeOperation)] = []

    package init(_ runner: FakeRunner, faults: [RunnerFault] = []) {
        self.runner = runner
        self.faults = faults
    }

    /// The answer to a request, or what a client meets instead of one.
    package mutating func respond(to request: HTTPRequest, at now: Duration) -> FakeResponse {
        advance(to: now)
        let kinds = meet({ $0.isOn(request) }, at: now)
        for kind in kinds {
            if let response = kind.response(to: request, at: now) { return response }
        }
        let before = runner
        for kind in kinds { kind.befall(&runner.state, at: now) }
        var response = runner.respond(to: request, at: now)
        if !kinds.isEmpty { restore(before.state, kinds) }
        guard let operation = response.operation else {
            for kind in kinds { kind.spoil(&response) }
            return response
        }
        if !kinds.isEmpty { met[operation] = kinds }
        var isBroken = false
        for kind in kinds {
            let whole = response
            kind.spoil(&response)
            isBroken = isBroken || kind.breaksStreams && response != whole
        }
        if !isBroken { return response }
        if response.endAfter == .zero {
            // It was over at once: then the request has had no effect, and its name is the next one's.
            runner = before
            met[operation] = nil
        } else {
            departures.append((now + response.endAfter, operation))
        }
        return response
    }

    /// Takes back what only the calls that met a fault should feel.
    private mutating func restore(_ before: RunnerState, _ kinds: [RunnerFault.Kind]) {
        for index in runner.state.models.indices {
            let id = runner.state.models[index].id
            guard let model = before.models.first(where: { $0.id == id }) else { continue }
            runner.state.models[index].content.behaviour = model.content.behaviour
        }
        for kind in kinds {
            switch kind {
            case .backendError: runner.state.backends = before.backends
            case .throttle: runner.state.registry.throttle = before.registry.throttle
            case .diskFull: runner.state.diskFree = before.diskFree
            default: break
            }
        }
    }

    /// As `FakeRunner.updated`, with the same faults.
    package func updated(_ operation: FakeOperation) -> FakeResponse? {
        guard var response = runner.updated(operation) else { return nil }
        for kind in met[operation] ?? [] { kind.spoil(&response) }
        return response
    }

    /// Lets virtual time pass.
    package mutating func advance(to now: Duration) {
        departures.sort { $0.time < $1.time }
        while let departure = departures.first, departure.time <= now {
            departures.removeFirst()
            // Just before it would have ended by itself.
            runner.hangUp(departure.operation, at: departure.time - .nanoseconds(1))
        }
        runner.advance(to: now)
    }

    /// Tells the runner that a client left before the end of its answer.
    package mutating func hangUp(_ operation: FakeOperation, at now: Duration) {
        advance(to: now)
        runner.hangUp(operation, at: now)
    }

    /// Tells the runner that all clients have left.
    package mutating func hangUpAll(at now: Duration) {
        advance(to: now)
        departures = []
        runner.hangUpAll(at: now)
    }

    /// The kinds of all faults that a call meets, each counted.
    mutating func meet(
        _ isOnCall: (RunnerFault) -> Bool, at now: Duration
    ) -> [RunnerFault.Kind] {
        let elapsed = now - runner.state.work.startedAt
        var kinds: [RunnerFault.Kind] = []
        for index in faults.indices {
            let isTarget = isOnCall(faults[index])
            if faults[index].meets(isTarget, at: elapsed) { kinds.append(faults[index].kind) }
        }
        return kinds
    }
}
