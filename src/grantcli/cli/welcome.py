"""What `grantcli` says when it is asked nothing: what it can answer, and where to go on."""

WELCOME = """\
grantcli answers questions about grant awards, and shows what figures rest on.

  who got how much?        grantcli total --by programme
  what did Leeds get?      grantcli list council:leeds
  which are of a kind?     grantcli filter stage:beta 'amount>=100k' --why
  what came after what?    grantcli compare programme:round-2 programme:round-3
  is that figure right?    grantcli show ldf2-repairs
  who was that council?    grantcli council buckinghamshire --on 2019-09
  what is doubtful?        grantcli check
  what can be asked?       grantcli fields

The bundled awards are grants for digital projects to English councils. Any
other file is asked with --data FILE: CSV, XLSX, ODS, JSON, Parquet, 360Giving.

  grantcli tutorial             ten questions, with their answers
  grantcli help examples        more questions; `grantcli help` lists topics
  grantcli --help               every command; COMMAND --help its options
  grantcli completion install   let TAB complete commands, fields and values
"""
