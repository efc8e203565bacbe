kind: tplfile
