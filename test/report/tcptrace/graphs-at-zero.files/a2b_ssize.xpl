timeval signed
title
10.0.0.1:1000_==>_10.0.0.2:80 (segment size graph)
xlabel
time
ylabel
segment size (bytes)
red
dot 0.000000 10
blue
dot 0.000000 10
red
dot 0.250000 10
blue
dot 0.250000 10
ltext 0.625000 10 red
segsize
red
dot 1.000000 10
line 1.000000 10 0.250000 10
ltext 0.625000 10 blue
avg segsize
blue
dot 1.000000 10
line 1.000000 10 0.250000 10
go
