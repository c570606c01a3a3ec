timeval signed
title
10.0.0.2:80_==>_10.0.0.1:1000 (segment size graph)
xlabel
time
ylabel
segment size (bytes)
red
dot 0.750000 5
blue
dot 0.750000 5
go
