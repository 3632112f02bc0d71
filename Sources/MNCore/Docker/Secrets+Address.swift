extension Secrets {
    /// A text that is meant to be an address, without its user, whatever bytes that has.
    package func maskedAddress(_ text: String) -> String {
        guard Endpoint(text) == nil, let user = Self.addressUser(text) else { return masked(text) }
        return masked(String(text[..<user.startIndex])) + Self.mask
            + masked(String(text[user.endIndex...]))
    }
}
