timeval signed
title
10.0.0.2:80_==>_10.0.0.1:1000 (outstanding data)
xlabel
time
ylabel
Outstanding Data (bytes)
red
dot 0.500000 0
yellow
dot 0.500000 500
blue
dot 0.500000 0
ltext 0.625000 3 red
owin
red
dot 0.750000 6
line 0.750000 6 0.500000 0
ltext 0.625000 500 yellow
rwin
yellow
dot 0.750000 500
line 0.750000 500 0.500000 500
ltext 0.625000 2 blue
avg owin
blue
dot 0.750000 3
line 0.750000 3 0.500000 0
go
