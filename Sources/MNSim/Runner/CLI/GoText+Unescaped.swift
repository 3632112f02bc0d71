extension GoText {
    /// The text that `htmlEscaped` was given.
    static func htmlUnescaped(_ text: String) -> String {
        text.replacing("&#34;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&amp;", with: "&")
    }
}
