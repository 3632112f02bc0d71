package import MNCore

extension Scenario {
    /// What goes wrong while one step runs; each call is counted from the beginning of the step.
    package struct StepFaults: Hashable, Sendable {
        package var machine: [NamedFault] = []
        package var runner: [RunnerFault] = []
        package var files: [CallFault] = []

        package init() {}

        package var ids: [String] { machine.map(\.id) + runner.map(\.id) + files.map(\.id) }
    }

    /// A call about a file that fails, by a name that a report can use.
    package struct CallFault: Hashable, Sendable {
        /// What is done with a file.
        package enum Call: String, Hashable, Sendable, CaseIterable {
            case read, list, replace, append, rehearse, lock, resolve
        }

        package var id: String
        /// Nil is any call.
        package var call: Call?
        /// The path, in which `*` stands for anything.
        package var path: String
        /// The first call, of those it happens to, that meets it; counted from 1.
        package var firstCall: Int
        /// How many calls meet it; nil is all from the first one on.
        package var times: Int?
        package var reason: FileFault.Reason
    }

    /// Where a step is killed, as by SIGKILL: what it would have done afterwards is not done.
    ///
    /// What it was about to get from the runner is as when its connection ends; its locks are free.
    package struct Kill: Hashable, Sendable {
        /// How a killed program ends for a shell: 128 and the signal.
        package static let exitCode = 137

        /// How many calls have been answered, of all that it asks of its world but variables.
        package var calls: Int
        /// How many parts of one more answer have come.
        package var parts: Int
        /// The calls that count, such as `POST /models/create*`; nil is all.
        package var pattern: String?

        package init(calls: Int, parts: Int = 0, pattern: String? = nil) {
            self.calls = calls
            self.parts = parts
            self.pattern = pattern
        }

        /// Whether a question is one that counts.
        func counts(_ question: String) -> Bool {
            pattern.map { Glob($0, ignoresCase: false).matches(question) } ?? true
        }
    }
}

extension Scenario.StepFaults {
    init(_ members: JSONMembers) throws(JSONFault) {
        for element in try members.optional("machineFaults")?.array() ?? [] {
            machine.append(try Scenario.NamedFault(element))
        }
        for element in try members.optional("runnerFaults")?.array() ?? [] {
            runner.append(try RunnerFault(element))
        }
        for element in try members.optional("callFaults")?.array() ?? [] {
            files.append(try Scenario.CallFault(element))
        }
    }
}

extension Scenario.CallFault {
    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(
            keys: ["id", "on", "path", "firstCall", "times", "kind"])
        id = try members.required("id").identifier()
        call = try members.optional("on")?.word(Call.self)
        path = try members.required("path").nonEmptyString()
        firstCall = try members.optional("firstCall")?.integer(in: 1...1_000_000) ?? 1
        times = try members.optional("times")?.integer(in: 1...1_000_000)
        reason = try Scenario.fileFault(try members.required("kind"))
    }

    /// The fault in words: `replace * fails: write: No space left`.
    var words: String {
        let what = [call?.rawValue, path].compactMap(\.self).joined(separator: " ")
        guard case .failed(let error) = reason else { return "\(what) denied" }
        return "\(what) fails: \(Sanitized.line(error))"
    }
}

extension Scenario.Kill {
    package init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: ["afterCall", "part", "on"])
        pattern = try members.optional("on")?.nonEmptyString()
        calls = try members.required("afterCall").integer(in: 0...1_000_000)
        parts = try members.optional("part")?.integer(in: 0...1_000_000) ?? 0
    }

    /// `after call 12, at part 3 of the next`.
    package var words: String {
        "after call \(calls)" + (parts > 0 ? ", at part \(parts) of the next" : "")
            + (pattern.map { ", of those to \(Sanitized.line($0))" } ?? "")
    }
}
