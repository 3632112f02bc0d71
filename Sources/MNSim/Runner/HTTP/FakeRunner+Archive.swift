import MNCore

/// Export and load (dmr-contract 1.3.3, 1.3.5).
extension FakeRunner {
    func export(_ name: String, _ call: Call) -> GoAnswer {
        var answer: GoAnswer
        do throws(RunnerError) {
            let model = try state.model(named: name)
            answer = .body(ModelArchive.bytes(of: model.content), type: "application/x-tar")
            answer.isFlushed = true
        } catch { answer = missing(name) }
        answer.headers.append(
            ("Content-Disposition", "attachment; filename=\(GoText.quoted(name + ".tar"))"))
        return answer
    }

    /// Takes an archive in; the model gets no tag.
    mutating func load(_ call: Call) -> GoAnswer {
        do throws(RunnerError) {
            let content = try ModelArchive.content(of: call.request.body)
            state.changeStore { $0.store(content, tag: nil) }
        } catch { return .error(500, "error while loading model: " + error.serverText) }
        guard let line = PullLine.json(.success("Model loaded successfully"), mode: "pull") else {
            return .empty(200)
        }
        return .body(GoJSON.line(line), type: nil)
    }
}
