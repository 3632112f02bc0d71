import MNCore

// The faults of connections and files, as members of an event.

extension TransportFault {
    /// Adds the fault to an object.
    func add(to members: inout JSONObject) {
        var detail: String?
        switch self {
        case .refused: members["fault"] = "refused"
        case .unknownHost: members["fault"] = "unknownHost"
        case .timedOut: members["fault"] = "timedOut"
        case .cut: members["fault"] = "cut"
        case .webPage: members["fault"] = "webPage"
        case .denied: members["fault"] = "denied"
        case .stopped: members["fault"] = "stopped"
        case .unrecorded: members["fault"] = "unrecorded"
        case .garbled(let problem):
            members["fault"] = "garbled"
            detail = problem
        case .unreadable(let problem):
            members["fault"] = "unreadable"
            detail = problem
        case .status(let status):
            members["fault"] = "status"
            detail = String(status)
        case .failed(let error):
            members["fault"] = "failed"
            detail = error
        }
        members["detail"] = detail.map { .string($0) }
    }

    /// Reads the fault of an object; nil if it has none.
    init?(_ members: JSONMembers) throws(JSONFault) {
        guard let word = members.optional("fault") else { return nil }
        let detail = try members.optional("detail")?.string() ?? ""
        switch try word.string() {
        case "refused": self = .refused
        case "unknownHost": self = .unknownHost
        case "timedOut": self = .timedOut
        case "cut": self = .cut
        case "webPage": self = .webPage
        case "denied": self = .denied
        case "stopped": self = .stopped
        case "unrecorded": self = .unrecorded
        case "garbled": self = .garbled(detail)
        case "unreadable": self = .unreadable(detail)
        case "failed": self = .failed(detail)
        case "status":
            guard let status = Int(detail) else { fallthrough }
            self = .status(status)
        default: throw word.fault(.breaksRule("no fault of a connection"))
        }
    }
}

extension FileFault {
    /// Adds the fault to an object.
    func write(to members: inout JSONObject) {
        switch reason {
        case .notFound: members["fault"] = "notFound"
        case .denied: members["fault"] = "denied"
        case .isDirectory: members["fault"] = "isDirectory"
        case .notADirectory: members["fault"] = "notADirectory"
        case .brokenLink:
            members["fault"] = "brokenLink"
            members["detail"] = .string(path)
        case .tooLarge(let limit):
            members["fault"] = "tooLarge"
            members["limit"] = .integer(limit)
        case .failed(let error):
            members["fault"] = "failed"
            members["detail"] = .string(error)
        }
    }

    /// Reads the fault of an object, in which it is the answer about a path.
    init(_ path: String, _ members: JSONMembers) throws(JSONFault) {
        let word = try members.required("fault")
        switch try word.string() {
        case "notFound": self.init(path, .notFound)
        case "denied": self.init(path, .denied)
        case "isDirectory": self.init(path, .isDirectory)
        case "notADirectory": self.init(path, .notADirectory)
        case "brokenLink":
            self.init(try members.required("detail").string(), .brokenLink)
        case "tooLarge":
            self.init(
                path, .tooLarge(limit: try members.required("limit").integer(in: 0...Int.max)))
        case "failed": self.init(path, .failed(try members.required("detail").string()))
        default: throw word.fault(.breaksRule("no fault of a file"))
        }
    }
}
