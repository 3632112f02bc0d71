extension Docker {
    /// Why SSH does not lead to another machine's engine, in OpenSSH's words (`sshconnect.c`, `sshconnect2.c`).
    package enum SSHRefusal: Hashable, Sendable {
        /// The machine takes none of the keys that it is shown.
        case keys
        /// The machine was never seen before, and nobody can be asked whether it is the right one.
        case unknownMachine
        /// The machine shows another key than before.
        case otherMachine

        /// - Parameter text: what `docker` says, in lower case.
        init?(_ text: String) {
            let lines = text.split(whereSeparator: \.isNewline)
            if text.contains("remote host identification has changed")
                || lines.contains(where: {
                    $0.contains("host key for ") && $0.contains(" has changed")
                })
            {
                self = .otherMachine
            } else if text.contains("host key verification failed") {
                self = .unknownMachine
            } else if lines.contains(where: {
                $0.contains("permission denied (publickey")
                    || $0.contains("permission denied (password")
                    || $0.contains("permission denied (keyboard-interactive")
                    || $0.contains("too many authentication failures")
            }) {
                self = .keys
            } else {
                return nil
            }
        }

        /// As in "SSH does not lead there: …".
        var words: String {
            switch self {
            case .keys: "it has no key that the machine takes (Permission denied)"
            case .unknownMachine: "it does not know the machine yet (Host key verification failed)"
            case .otherMachine:
                "the machine shows another key than before (Host key verification failed)"
            }
        }
    }
}

extension UnreachableCause {
    /// What lets SSH lead to this address; `docker` lets it ask for nothing.
    static func keys(_ refusal: Docker.SSHRefusal, to address: String) -> [String] {
        let words = address.hasPrefix("ssh://") ? sshDestination(address) : ["USER@HOST"]
        let destination = CommandWords.line(words)
        switch refusal {
        case .keys:
            return [
                "ssh-add && ssh \(destination) true",
                "If it has none of your keys: ssh-copy-id \(destination)",
            ]
        case .unknownMachine: return ["Confirm its key: ssh \(destination) true"]
        case .otherMachine:
            // Beside another port than the usual one, OpenSSH's list of machines has the port.
            let host = words.last?.split(separator: "@").last.map(String.init) ?? "HOST"
            let name = words.count > 2 ? "[\(host)]:\(words[1])" : host
            return [
                "If it was set up anew: ssh-keygen -R \(CommandWords.line([name])) "
                    + "&& ssh \(destination) true"
            ]
        }
    }
}
