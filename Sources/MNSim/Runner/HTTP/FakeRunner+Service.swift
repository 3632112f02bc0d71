import MNCore

/// What the runner tells of itself (dmr-contract 1.5).
extension FakeRunner {
    var root: GoAnswer {
        let text =
            state.kind == .dockerDesktop
            ? "Docker Model Runner\n\nThe service is running.\n\nDocumentation: "
                + "https://docs.docker.com/desktop/features/model-runner/"
            : "Docker Model Runner is running"
        return .body(Array(text.utf8), type: nil)
    }

    var version: GoAnswer {
        state.version.map { .json(["version": .string($0)]) } ?? Self.pageNotFound
    }

    func logs(_ call: Call) -> GoAnswer {
        for name in ["follow", "no-engines"] {
            if let value = call.path[name], !value.isEmpty, GoText.bool(value) == nil {
                return .error(
                    400,
                    "invalid \(name) parameter: \(GoText.quoted(value)) is not a valid boolean")
            }
        }
        var answer = GoAnswer()
        answer.headers = [("Content-Type", "text/plain")]
        answer.isFlushed = true
        let text = state.work.log.map { line in
            "[\(GoTime.precise(line.time))] time=\(GoTime.precise(line.time)) "
                + "level=\(line.level) msg=\(GoText.quoted(line.text))"
                + (line.attributes.isEmpty ? "" : " ") + line.attributes + "\n"
        }.joined()
        answer.pieces = [(call.now, Array(text.utf8))]
        if call.path["follow"].flatMap(GoText.bool) == true { answer.ending = .stall }
        return answer
    }

    /// The engines' counters; an engine is only found if it was asked for by its whole id.
    func metrics(_ call: Call) -> GoAnswer {
        if !state.hasMetrics { return Self.pageNotFound }
        guard call.isGet else { return .error(405, "Method Not Allowed") }
        let type = "text/plain; version=0.0.4; charset=utf-8"
        let found = state.runners.filter {
            $0.reference == $0.key.modelID && $0.loadsUntil == nil
        }
        if found.isEmpty { return .body(Array("# No active runners\n".utf8), type: type) }
        var text = ""
        for family in EngineMetrics.families {
            text += "# HELP llamacpp:\(family.name) \(family.help)\n"
            text += "# TYPE llamacpp:\(family.name) \(family.isCounter ? "counter" : "gauge")\n"
            for runner in found {
                let requests = state.work.requests[runner.key.modelID]?.count ?? 0
                text +=
                    "llamacpp:\(family.name){backend=\"\(runner.key.backend)\","
                    + "model=\"\(runner.key.modelID)\",mode=\"\(runner.key.mode.rawValue)\"} "
                    + "\(family.isCounter ? requests : 0)\n"
            }
        }
        return .body(Array(text.utf8), type: type)
    }
}
