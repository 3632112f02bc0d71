import MNMachine

extension RunnerState {
    /// The next time at which something happens by itself, or nil if nothing will.
    var nextEventTime: Duration? {
        var times = work.pulls.compactMap(\.endTime)
        times += work.uses.compactMap(\.until)
        times += work.installations.map(\.until)
        times += runners.compactMap(\.loadsUntil)
        times += runners.compactMap(idleTime)
        for backend in backends {
            if let change = backend.changes.first { times.append(work.startedAt + change.after) }
        }
        return times.min()
    }

    /// Starts the runner's life: from now on the times of its engines are since 1970.
    mutating func start(at now: Duration) {
        let isFirstStart = work.now == .zero
        work.startedAt = now
        work.now = now
        for index in runners.indices where isFirstStart {
            runners[index].lastUsed += now
            runners[index].loadsUntil = runners[index].loadsUntil.map { $0 + now }
        }
        log("INFO", "Successfully initialized store", attributes: Self.modelManager, at: now)
        log("INFO", "Metrics endpoint enabled at /metrics", at: now)
        if let gpuSupport {
            log("INFO", "installed llama-server", attributes: "gpuSupport=\(gpuSupport)", at: now)
        }
    }

    /// Starts the runner anew: all but the store is gone (dmr-contract 9.1).
    ///
    /// Clients of pulls and answers under way are cut off; what the pulls had got is kept.
    package mutating func restart(at now: Duration) {
        advance(to: now)
        for pull in work.pulls { cancelPull(pull.id, at: now) }
        runners = []
        configurations = []
        let hasEmptiedStore = work.hasEmptiedStore
        work = RunnerWork()
        work.hasEmptiedStore = hasEmptiedStore
        start(at: now)
    }

    /// Lets everything happen that happens until `now`, in order of time.
    mutating func advance(to now: Duration) {
        while let time = nextEventTime, time <= now {
            happen(at: time)
            work.now = max(work.now, time)
        }
        work.now = max(work.now, now)
    }

    /// Does everything that is due at `time`.
    private mutating func happen(at time: Duration) {
        for index in backends.indices {
            while let change = backends[index].changes.first,
                work.startedAt + change.after <= time
            {
                backends[index].status = change.status
                backends[index].changes.removeFirst()
            }
        }
        for installation in work.installations where installation.until <= time {
            finishInstallation(of: installation.backend)
        }
        work.installations.removeAll { $0.until <= time }
        for index in runners.indices {
            if let until = runners[index].loadsUntil, until <= time {
                runners[index].loadsUntil = nil
                runners[index].lastUsed = until
            }
        }
        for runner in runners where runner.loadsUntil == nil && runner.doom != nil {
            remove(runner.key)
        }
        for use in work.uses {
            guard let until = use.until, until <= time,
                let index = runners.firstIndex(where: { $0.key == use.key })
            else { continue }
            runners[index].lastUsed = max(runners[index].lastUsed, until)
        }
        work.uses.removeAll { $0.until.map { $0 <= time } ?? false }
        for runner in runners {
            if let idle = idleTime(of: runner), idle <= time { remove(runner.key) }
        }
        for index in work.pulls.indices {
            if let end = work.pulls[index].endTime, end <= time { finishPull(index, at: time) }
        }
        startWaitingLoads(at: time)
    }

    /// When an engine is put away if nobody asks for it; nil while it works or if never.
    private func idleTime(of runner: LoadedRunner) -> Duration? {
        if runner.loadsUntil != nil || isInUse(runner.key) { return nil }
        guard case .time(let time) = keepAlive(of: runner.key) else { return nil }
        return runner.lastUsed + time
    }

    /// The part of the runner that looks after models, as its log names it (recording logs).
    static let modelManager = "component=model-manager"

    /// - Parameter attributes: what stands behind the text, as `key=value`.
    mutating func log(
        _ level: String, _ text: String, attributes: String = "", isOfEngine: Bool = false,
        at time: Duration
    ) {
        // Enough for a page of `docker model logs`, little enough for a long simulation.
        if work.log.count >= 500 { work.log.removeFirst(100) }
        work.log.append(
            RunnerWork.LogLine(
                time: time, level: level, text: text, attributes: attributes,
                isOfEngine: isOfEngine))
    }
}
