package import MNCore
package import MNSim

/// A question of a run that was not answered well.
package struct FailedExchange: Hashable, Sendable {
    /// In what way.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case refused, denied, cut, garbled, status, error, broken, absent, exit, file
        /// A file that is not there, which most who ask take for an answer like any other.
        case missing
        case unknownHost = "unknown_host"
        case timedOut = "timed_out"
        case webPage = "web_page"
        case wrongType = "wrong_type"
        case failed
    }

    /// The place among the run's events, from 0.
    package var index: Int
    package var kind: Kind
    /// What was asked: `POST /models/create at http://localhost:12434`.
    package var question: String
    /// What came instead of an answer.
    package var answer: String

    /// Nil for an event that went well.
    package init?(_ event: Trace.Event, at index: Int) {
        self.index = index
        question = event.question ?? ""
        switch event {
        case .call(let request, _, let outcome):
            guard let (kind, answer) = Self.failure(request, outcome) else { return nil }
            (self.kind, self.answer) = (kind, answer)
        case .connect(_, let fault?):
            (kind, answer) = (Self.kind(fault), "\(fault)")
        case .process(_, let result):
            guard result.ending != .exited(0) else { return nil }
            kind = Self.kind(result.ending)
            answer = result.summary
        case .obstacle(_, let ending?):
            kind = Self.kind(ending)
            answer = "\(ending)"
        case .read(_, .failure(let fault)), .list(_, .failure(let fault)),
            .changed(_, _, let fault?), .locked(_, .failure(let fault)),
            .resolved(_, .failure(let fault)):
            kind = fault.reason == .notFound ? .missing : .file
            answer = fault.problem
        default: return nil
        }
        answer = Sanitized.line(answer)
    }

    private static func failure(
        _ request: HTTPRequest, _ outcome: HTTPOutcome
    ) -> (Kind, String)? {
        if let fault = outcome.fault {
            let status = outcome.response.map { "status \($0.head.status), then " } ?? ""
            return (kind(fault), status + "\(fault)")
        }
        guard let response = outcome.response else { return nil }
        let status = response.head.status
        if status >= 400 { return (.status, "status \(status)" + said(response.text)) }
        if request.target.hasPrefix("/models/create"), let error = error(in: response.text) {
            return (.error, "status \(status), then: \(error)")
        }
        let type = response.head.headers["Content-Type"]?.lowercased() ?? ""
        if type.contains("text/html") { return (.webPage, "status \(status), a web page") }
        guard request.method == "GET", request.target.hasSuffix("/models") else { return nil }
        if (try? JSON.parse(response.body))?.array == nil {
            return (.broken, "status \(status), and what came is no JSON array")
        }
        // A runner in good health names the form of what it sends.
        return type.contains("json") || type.isEmpty
            ? nil : (.wrongType, "status \(status), as '\(type)'")
    }

    /// The error that a stream of messages ends with, or that it ends with no success.
    private static func error(in text: String) -> String? {
        let messages = text.split(separator: "\n").compactMap { try? JSON.parse(String($0)) }
        let error = messages.last { $0["type"]?.string == "error" || $0["error"] != nil }
        if let error { return error["message"]?.string ?? error["error"]?.string ?? "an error" }
        let isDone = messages.contains { $0["type"]?.string == "success" } || messages.isEmpty
        return isDone ? nil : "the stream ends without a success"
    }

    private static func said(_ text: String) -> String {
        let line = text.split(separator: "\n").first.map { String($0.prefix(300)) } ?? ""
        return line.isEmpty ? "" : ": \(line)"
    }

    private static func kind(_ fault: TransportFault) -> Kind {
        switch fault {
        case .refused: .refused
        case .unknownHost: .unknownHost
        case .timedOut: .timedOut
        case .cut: .cut
        case .garbled, .unreadable: .garbled
        case .webPage: .webPage
        case .status: .status
        case .denied: .denied
        case .stopped, .failed, .unrecorded: .failed
        }
    }

    private static func kind(_ ending: ProcessOutcome) -> Kind {
        switch ending {
        case .absent: .absent
        case .denied: .denied
        case .timedOut: .timedOut
        case .exited, .signalled: .exit
        default: .failed
        }
    }
}

extension FailedExchange {
    /// The last question of a run that was not answered well and has to do with an error.
    ///
    /// - Parameters:
    ///   - code: nil for a run that ended well, or by a verdict.
    ///   - words: what the run said of it, in which a place may be named.
    package static func cause(
        of code: ErrorCode?, saying words: String = "", in events: [Trace.Event]
    ) -> FailedExchange? {
        if code?.isOfNoAnswer == true { return nil }
        let failed = events.enumerated().compactMap {
            FailedExchange($0.element.whatIsLeft, at: $0.offset)
        }
        if code?.isOfFiles == true {
            return failed.last { $0.kind == .file } ?? failed.last { $0.kind == .missing }
                ?? failed.last
        }
        let others = failed.filter { $0.kind != .file && $0.kind != .missing }
        let named = others.last { events[$0.index].place.map { words.contains("\($0)") } ?? false }
        if let named { return named }
        if code == .runnerUnreachable {
            // The likeliest of the places that were tried: one at which something was there to answer.
            let calls = others.filter { events[$0.index].isCall }
            return calls.last { $0.kind != .refused } ?? calls.last ?? others.last
        }
        return others.last { events[$0.index].isCall } ?? others.last
            ?? failed.last { $0.kind == .file }
    }
}

extension Trace.Event {
    /// Where it was asked, of a call.
    fileprivate var place: Endpoint? {
        switch whatIsLeft {
        case .call(_, let endpoint, _), .connect(let endpoint, _): endpoint
        default: nil
        }
    }

    var isCall: Bool {
        switch whatIsLeft {
        case .call, .connect: true
        default: false
        }
    }
}

extension ErrorCode {
    /// Whether what was asked for is at fault, or what good answers say, and no answer that lacked.
    fileprivate var isOfNoAnswer: Bool {
        switch self {
        case .badOption, .badEndpoint, .usage, .unknownModel, .unknownCheck, .unknownProfile,
            .unknownScenario, .unknownMutant, .severalNames, .modelNotInstalled, .modelOwned,
            .modelPresent, .noDriverData, .requirementUnmatched, .nothingSelected, .nothingJudged,
            .duplicateProfile, .templateBroken, .filePresent, .factFixed:
            true
        default: false
        }
    }

    /// Whether a file, and nobody that answers, is what it is about.
    fileprivate var isOfFiles: Bool {
        switch self {
        case .fileNotFound, .fileUnusable, .fileTooLarge, .invalidFile, .ledgerLocked, .newerFile,
            .noHome, .partlyWritten, .storeDenied, .blueprintPresent, .runExists:
            true
        default: false
        }
    }
}
