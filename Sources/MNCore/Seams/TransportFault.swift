/// A request to which no whole response came.
package enum TransportFault: Error, Hashable, Sendable {
    /// Nothing listens there.
    case refused
    /// The name of the host has no address.
    case unknownHost
    case timedOut
    /// The connection ended before the response did.
    case cut
    /// What came is not HTTP; the words say what is wrong with it.
    case garbled(String)
    /// HTTP, but a page for people where a program answers in JSON.
    case webPage
    /// HTTP, but what came is not what was asked for; the words say what is wrong with it.
    case unreadable(String)
    /// HTTP, but a status that no Model Runner in good health gives here.
    case status(Int)
    /// This user may not use the socket.
    case denied
    /// Whoever received the response wanted no more of it.
    case stopped
    /// Any other error, in the system's words.
    case failed(String)

    /// What is wrong with an HTTP message, in the words of the seam.
    package init(_ fault: HTTPFault) {
        self =
            switch fault {
            case .endedEarly: .cut
            case .unsendable(let problem): .failed(problem)
            case .malformed, .unknownCoding, .tooLarge: .garbled("\(fault)")
            }
    }
}

extension TransportFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refused: "nothing listens there"
        case .unknownHost: "the host is not known"
        case .timedOut: "no answer in time"
        case .cut: "the connection was cut"
        case .garbled(let problem): "not an HTTP answer (\(ForeignText.line(problem)))"
        case .webPage: "it answers with a web page"
        case .unreadable(let problem): "its answer cannot be read (\(ForeignText.line(problem)))"
        case .status(let status): "it answers with status \(status)"
        case .denied: "this user may not connect"
        case .stopped: "the answer was not read to its end"
        case .failed(let error): ForeignText.line(error)
        }
    }
}
