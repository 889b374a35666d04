extension GraphPageStyle {
    /// The colours in light.
    static let light = #"""
          --ground: #f6f7f9; --card: #ffffff; --ink: #1c2128; --soft: #59636e; --line: #d1d9e0; --edge: #8c959f;
          --accent: #0969da; --ring: #0969da; --shadow: 0 1px 3px #1c212826;
          --blue: #2563eb; --teal: #0f766e; --green: #15803d; --olive: #85610a; --orange: #c2410c; --red: #c81e1e;
          --purple: #7e22ce; --gray: #57606a;
        """#

    /// The colours in the dark.
    static let dark = #"""
          --ground: #0d1117; --card: #161b22; --ink: #e6edf3; --soft: #9da7b3; --line: #30363d; --edge: #6e7681;
          --accent: #58a6ff; --ring: #58a6ff; --shadow: 0 1px 3px #00000099;
          --blue: #79b0ff; --teal: #4fd1c5; --green: #5fd38d; --olive: #e0be5a; --orange: #ffa066; --red: #ff8a80;
          --purple: #d0a8ff; --gray: #a8b1bb;
        """#
}
